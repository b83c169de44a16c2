use std::io;

use super::*;

/// Gives a byte at a time, with interruptions.
struct Trickle(usize, bool);

impl Read for Trickle {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(ErrorKind::Interrupted.into());
        }
        if self.0 == 0 || target.is_empty() {
            return Ok(0);
        }
        self.0 -= 1;
        target[0] = 7;
        Ok(1)
    }
}

#[test]
fn exactly_as_much_as_there_is() {
    for (there, asked) in [
        (0, 0),
        (0, 10),
        (10, 0),
        (5, 10),
        (10, 5),
        (20_000, 30_000),
        (30_000, 20_000),
    ] {
        let mut stream = Trickle(there, false);
        let read = read(&mut stream, asked).unwrap();
        assert_eq!(read, vec![7; there.min(asked)]);
        assert_eq!(stream.0, there.saturating_sub(asked));
    }
    let mut target = [0; 5];
    assert_eq!(fill(&mut Trickle(3, false), &mut target).unwrap(), 3);
    assert_eq!(target, [7, 7, 7, 0, 0]);
}

#[test]
fn memory_follows_the_bytes() {
    let bytes = read(&mut Trickle(10, false), usize::MAX).unwrap();
    assert_eq!(bytes.capacity(), FIRST);
    let bytes = read(&mut &[1; 100_000][..], 100_000).unwrap();
    assert_eq!(bytes.capacity(), 100_000);
    let bytes = read(&mut &[1; 100_000][..], usize::MAX).unwrap();
    assert!(bytes.capacity() <= 200_000);
}

#[test]
fn readers_that_lie_are_refused() {
    struct Liar(usize);
    impl Read for Liar {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Ok(self.0)
        }
    }
    for said in [9, 100, usize::MAX] {
        let refusal = fill(&mut Liar(said), &mut [0; 8]).unwrap_err();
        assert!(refusal.to_string().contains("more than was asked for"));
        assert!(crate::Header::read_from(Liar(said)).is_err());
    }
}

#[test]
fn failures_are_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("out of paper"))
        }
    }
    assert_eq!(
        read(&mut Broken, 1).unwrap_err().to_string(),
        "read: out of paper"
    );
    assert_eq!(
        fill(&mut Broken, &mut [0]).unwrap_err().to_string(),
        "read: out of paper"
    );
}
