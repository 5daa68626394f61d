//! The memory of a call. A chain makes a new instance for every call and drops its memory whole, so
//! nothing is ever given back: giving back does nothing, and the compiler leaves out what only leads
//! to it. That is a fifth of the hub, and fewer steps in every call.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr;

/// Bytes of a page, by which memory grows.
pub const PAGE: usize = 65_536;

/// Memory that grows by pages.
pub trait Pages {
    /// Adds pages and tells the address of the first, unless there is no more.
    fn grow(pages: usize) -> Option<usize>;
}

/// Hands out memory from the lowest address on. For one thread: a static of it is safe in wasm, which
/// has no other.
#[derive(Debug)]
pub struct Heap<P> {
    next: Cell<usize>,
    end: Cell<usize>,
    of: std::marker::PhantomData<P>,
}

impl<P> Heap<P> {
    /// One that has no memory yet.
    #[expect(clippy::new_without_default, reason = "a static needs a constant")]
    pub const fn new() -> Self {
        Self { next: Cell::new(0), end: Cell::new(0), of: std::marker::PhantomData }
    }
}

impl<P: Pages> Heap<P> {
    /// The address of so many bytes, aligned.
    fn take(&self, size: usize, align: usize) -> Option<usize> {
        let start = self.next.get().checked_next_multiple_of(align)?;
        let mut stop = start.checked_add(size)?;
        let mut from = start;
        if stop > self.end.get() {
            let pages = size.checked_add(align)?.div_ceil(PAGE);
            let grown = P::grow(pages)?;
            // What was grown joins what there is, unless somebody else has grown memory too.
            if grown != self.end.get() {
                from = grown.checked_next_multiple_of(align)?;
                stop = from.checked_add(size)?;
            }
            self.end.set(grown.saturating_add(pages.saturating_mul(PAGE)));
        }
        self.next.set(stop);
        Some(from)
    }
}

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: `take` never tells bytes it told before, but for those `realloc` hands on itself; they are
// as many as asked for, aligned, and within what `grow` gave.
unsafe impl<P: Pages> GlobalAlloc for Heap<P> {
    // Once, and not wherever something is allocated.
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match self.take(layout.size(), layout.align()) {
            Some(address) => ptr::with_exposed_provenance_mut(address),
            None => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    /// What was handed out last grows where it is.
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let next = self.next.get();
        if old.expose_provenance().checked_add(layout.size()) == Some(next) {
            self.next.set(old.expose_provenance());
        }
        let Some(address) = self.take(size, layout.align()) else {
            self.next.set(next);
            return ptr::null_mut();
        };
        let new: *mut u8 = ptr::with_exposed_provenance_mut(address);
        if new != old {
            // SAFETY: both are at least this long, and only the same bytes would overlap.
            unsafe { ptr::copy_nonoverlapping(old, new, layout.size().min(size)) };
        }
        new
    }
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use super::{Heap, Pages, PAGE};

    struct Memory;

    impl Pages for Memory {
        fn grow(pages: usize) -> Option<usize> {
            match core::arch::wasm32::memory_grow(0, pages) {
                usize::MAX => None,
                before => before.checked_mul(PAGE),
            }
        }
    }

    // SAFETY: contracts have one thread.
    #[expect(unsafe_code, reason = "a static must be shareable, though nobody shares it")]
    unsafe impl Sync for Heap<Memory> {}

    #[global_allocator]
    static HEAP: Heap<Memory> = Heap::new();
}
