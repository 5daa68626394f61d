//! The allocator of contracts, on memory of this machine.
#![expect(unsafe_code, reason = "an allocator is unsafe to call")]
#![allow(clippy::arithmetic_side_effects, reason = "tests")]

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr;

use weir_host::{Heap, Pages, PAGE};

const MOST: usize = 8;

thread_local! {
    static START: usize = {
        let memory = vec![0u8; (MOST + 1) * PAGE].leak();
        memory.as_mut_ptr().expose_provenance().next_multiple_of(PAGE)
    };
    static GROWN: Cell<usize> = const { Cell::new(0) };
}

struct Memory;

impl Pages for Memory {
    fn grow(pages: usize) -> Option<usize> {
        let before = GROWN.get();
        let after = before + pages;
        (after <= MOST).then(|| {
            GROWN.set(after);
            START.with(|start| start + before * PAGE)
        })
    }
}

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).expect("a layout")
}

/// Fills a piece of memory and tells where it begins and ends.
fn take(heap: &Heap<Memory>, size: usize, align: usize) -> (usize, usize) {
    // SAFETY: no piece has a length of zero.
    let piece = unsafe { heap.alloc(layout(size, align)) };
    assert!(!piece.is_null(), "memory ended");
    // SAFETY: the piece has this length.
    unsafe { ptr::write_bytes(piece, 7, size) };
    (piece.addr(), piece.addr() + size)
}

#[test]
fn pieces_are_aligned_and_do_not_overlap() {
    let heap = Heap::<Memory>::new();
    let sizes = [1, 3, 40, 8, 65_530, 16, 7, 65_536, 1, 131_073, 24];
    let aligns = [1, 8, 4, 16, 2, 8, 1, 4, 8, 16, 1];
    let mut past = 0;
    for (size, align) in sizes.into_iter().zip(aligns) {
        let (start, end) = take(&heap, size, align);
        assert_eq!(start % align, 0);
        assert!(start >= past, "{start} is before {past}");
        past = end;
    }
    assert!(past <= START.with(|start| start + GROWN.get() * PAGE), "beyond what was grown");
}

#[test]
fn what_is_given_back_is_not_handed_out_again() {
    let heap = Heap::<Memory>::new();
    let (first, end) = take(&heap, 10, 1);
    // SAFETY: the piece is of this layout.
    unsafe { heap.dealloc(ptr::with_exposed_provenance_mut(first), layout(10, 1)) };
    assert_eq!(take(&heap, 10, 1).0, end);
}

#[test]
fn the_last_piece_grows_where_it_is_and_others_move_with_what_they_hold() {
    let heap = Heap::<Memory>::new();
    // SAFETY: layouts and lengths are those of the pieces.
    unsafe {
        let piece = heap.alloc(layout(4, 1));
        ptr::copy_nonoverlapping(b"weir".as_ptr(), piece, 4);
        let grown = heap.realloc(piece, layout(4, 1), PAGE + 4);
        assert_eq!(grown, piece);
        let other = heap.alloc(layout(4, 1));
        assert_eq!(other.addr(), piece.addr() + PAGE + 4);
        let moved = heap.realloc(piece, layout(PAGE + 4, 1), PAGE + 5);
        assert_eq!(moved.addr(), other.addr() + 4);
        assert_eq!(std::slice::from_raw_parts(moved, 4), b"weir");
    }
}

#[test]
fn memory_that_somebody_else_grew_is_left_alone() {
    let heap = Heap::<Memory>::new();
    take(&heap, 10, 1);
    let theirs = Memory::grow(1).expect("a page");
    let (start, _) = take(&heap, PAGE, 1);
    assert_eq!(start, theirs + PAGE);
}

#[test]
fn without_memory_there_is_no_piece_and_the_last_one_stays() {
    let heap = Heap::<Memory>::new();
    let (start, end) = take(&heap, 10, 1);
    // SAFETY: layouts are those of the pieces.
    unsafe {
        assert!(heap.alloc(layout(MOST * PAGE, 1)).is_null());
        let last = ptr::with_exposed_provenance_mut(start);
        assert!(heap.realloc(last, layout(10, 1), MOST * PAGE).is_null());
    }
    assert_eq!(take(&heap, 1, 1).0, end);
}
