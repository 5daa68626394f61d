//! Bytes that go between a contract and the machine that runs it: the chain's `Region`s, as in
//! cosmwasm-std, which keeps its own to itself.

use std::mem::ManuallyDrop;
use std::ptr;

/// Where bytes are.
#[repr(C)]
struct Region {
    offset: u32,
    capacity: u32,
    length: u32,
}

#[expect(unsafe_code, reason = "the chain's interface is not Rust's")]
extern "C" {
    /// Asks the chain, and tells where its answer is.
    fn query_chain(request: u32) -> u32;
}

/// Takes bytes that the chain has written. Each region is taken once, as the chain tells it.
pub fn receive(region: u32) -> Vec<u8> {
    let region: *mut Region = ptr::with_exposed_provenance_mut(region as usize);
    // SAFETY: the region was made by cosmwasm-std's `allocate`, with this allocator, of a vector and
    // a box that it forgot, and is told by the chain to one call alone.
    #[expect(unsafe_code, reason = "the chain tells an address")]
    unsafe {
        let Region { offset, capacity, length } = *Box::from_raw(region);
        let bytes = ptr::with_exposed_provenance_mut(offset as usize);
        Vec::from_raw_parts(bytes, length as usize, capacity as usize)
    }
}

/// Leaves bytes to the chain, and tells where they are.
pub fn hand_over(bytes: Vec<u8>) -> u32 {
    let bytes = ManuallyDrop::new(bytes);
    address(Box::into_raw(Box::new(region(&bytes))))
}

/// Asks the chain.
pub fn query(request: &[u8]) -> Vec<u8> {
    let region = region(request);
    let request = address(&raw const region);
    // SAFETY: the region and what it tells of live until the answer is there.
    #[expect(unsafe_code, reason = "the chain's interface is not Rust's")]
    let answer = unsafe { query_chain(request) };
    receive(answer)
}

/// Addresses in wasm have 32 bits.
fn address<T>(of: *const T) -> u32 {
    of.expose_provenance() as u32
}

fn region(bytes: &[u8]) -> Region {
    let length = bytes.len() as u32;
    Region { offset: address(bytes.as_ptr()), capacity: length, length }
}
