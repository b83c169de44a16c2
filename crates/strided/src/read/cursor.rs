//! Where is the next item in logical order, from either end?

use core::ops::Range;

use super::Walk;
use super::few::Few;
use crate::Layout;

/// The offsets of some items in logical order, line by line, from either end.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    walk: Walk<1>,
    front: Line,
    /// The whole lines between front and back.
    lines: Range<usize>,
    /// Where the first of `lines` begins, and its indices.
    offset: isize,
    index: Few<usize>,
    back: Line,
}

/// What is left of one line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    pub(crate) offset: isize,
    pub(crate) stride: isize,
    pub(crate) len: usize,
}

impl Line {
    #[inline]
    fn pop(&mut self) -> isize {
        let offset = self.offset;
        self.len -= 1;
        // Behind the last item it is not used.
        self.offset = offset.wrapping_add(self.stride);
        offset
    }

    fn pop_back(&mut self) -> isize {
        self.len -= 1;
        self.offset + self.stride * self.len.cast_signed()
    }

    /// The first items, at most so many; the rest stays.
    fn take(&mut self, most: usize) -> Line {
        let len = self.len.min(most);
        let taken = Line { len, ..*self };
        self.len -= len;
        self.offset = self
            .offset
            .wrapping_add(self.stride.wrapping_mul(len.cast_signed()));
        taken
    }
}

impl Cursor {
    pub(crate) fn new(layout: &Layout) -> Self {
        let walk = Walk::logical([layout]);
        let len = walk.len();
        Self::part(walk, 0..len)
    }

    /// The items of these numbers.
    pub(crate) fn part(walk: Walk<1>, range: Range<usize>) -> Self {
        let line = walk.line_len();
        let (first, last) = (range.start.div_ceil(line), range.end / line);
        let mut cursor = Cursor {
            front: Line::default(),
            lines: first..last.max(first),
            offset: 0,
            index: Few::new(),
            back: Line::default(),
            walk,
        };
        if first > last {
            // Both ends within one line.
            cursor.front = cursor.line(last, range.start - last * line..range.end - last * line);
            return cursor;
        }
        if range.start < first * line {
            cursor.front = cursor.line(first - 1, range.start - (first - 1) * line..line);
        }
        if last * line < range.end {
            cursor.back = cursor.line(last, 0..range.end - last * line);
        }
        if first < last {
            [cursor.offset] = cursor.walk.line(first);
            cursor.index = cursor.walk.index(first);
        }
        cursor
    }

    /// Some items of one line.
    fn line(&self, number: usize, items: Range<usize>) -> Line {
        let ([start], [stride]) = (self.walk.line(number), self.walk.line_strides());
        Line {
            offset: start + stride * items.start.cast_signed(),
            stride,
            len: items.end - items.start,
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.front.len + (self.lines.end - self.lines.start) * self.walk.line_len() + self.back.len
    }

    #[inline]
    pub(crate) fn next(&mut self) -> Option<isize> {
        if self.front.len == 0 {
            self.advance()?;
        }
        Some(self.front.pop())
    }

    /// Makes what comes next the front line; `None` at the end.
    #[inline]
    fn advance(&mut self) -> Option<()> {
        if self.lines.start < self.lines.end {
            self.lines.start += 1;
            let ([stride], len) = (self.walk.line_strides(), self.walk.line_len());
            let offset = self.offset;
            self.front = Line {
                offset,
                stride,
                len,
            };
            if self.lines.start < self.lines.end {
                let mut offsets = [offset];
                self.walk.next_line(&mut self.index, &mut offsets);
                [self.offset] = offsets;
            }
        } else {
            self.front = core::mem::take(&mut self.back);
        }
        (self.front.len > 0).then_some(())
    }

    pub(crate) fn next_back(&mut self) -> Option<isize> {
        if self.back.len == 0 {
            if self.lines.start < self.lines.end {
                self.lines.end -= 1;
                self.back = self.line(self.lines.end, 0..self.walk.line_len());
            } else {
                self.back = core::mem::take(&mut self.front);
            }
            if self.back.len == 0 {
                return None;
            }
        }
        Some(self.back.pop_back())
    }

    /// The next items of one line, at most so many.
    #[inline]
    pub(crate) fn take_line(&mut self, most: usize) -> Option<Line> {
        if self.front.len == 0 {
            self.advance()?;
        }
        Some(self.front.take(most))
    }

    /// Passes over some items.
    pub(crate) fn skip(&mut self, mut items: usize) {
        if items >= self.front.len + self.walk.line_len() {
            // Whole lines between need not be walked.
            items -= self.front.len;
            self.front = Line::default();
            let lines = (items / self.walk.line_len()).min(self.lines.end - self.lines.start);
            items -= lines * self.walk.line_len();
            self.lines.start += lines;
            if self.lines.start < self.lines.end {
                [self.offset] = self.walk.line(self.lines.start);
                self.index = self.walk.index(self.lines.start);
            }
        }
        while items > 0 {
            match self.take_line(items) {
                Some(line) => items -= line.len,
                None => return,
            }
        }
    }
}
