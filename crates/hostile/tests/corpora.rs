//! Do the inputs that are kept, and as many random ones, hold what the fuzz targets demand?

use std::fs;
use std::path::{Path, PathBuf};

use memoryview_hostile::TARGETS;

fn corpus(target: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join("fuzz/corpus").join(target)
}

fn replay(target: &str, run: fn(&[u8])) {
    let folder = corpus(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut kept: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    kept.sort();
    assert!(kept.len() >= 10, "{target}: {} inputs are kept", kept.len());
    for path in kept {
        println!("{}", path.display());
        run(&fs::read(&path).unwrap());
    }
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Bytes, of which many are small or signs of a format.
    fn input(&mut self) -> Vec<u8> {
        const SIGNS: &[u8] = b"@=<>!^0123456789xcbB?hHiIlLqQnNefdFDgspPZTO{}():,& \n'[]<|";
        let len = self.next() % 200;
        let byte = |random: &mut Self| match random.next() % 4 {
            0 => (random.next() % 8) as u8,
            1 | 2 => SIGNS[random.next() as usize % SIGNS.len()],
            _ => random.next() as u8,
        };
        (0..len).map(|_| byte(self)).collect()
    }
}

/// As many as `MEMORYVIEW_EFFORT` asks for; `MEMORYVIEW_SEED` chooses others.
fn random(target: &str, run: fn(&[u8])) {
    let seed: u64 = std::env::var("MEMORYVIEW_SEED").map_or(1, |n| n.parse().unwrap());
    let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
    let cases = match std::env::var("MEMORYVIEW_EFFORT").as_deref() {
        Ok("full") => 850_000,
        Ok("ci") => 100_000,
        _ => 300,
    };
    println!("{target}: {cases} cases, seed {seed}");
    for case in 0..cases {
        let input = random.input();
        let shown = Shown(seed, case, &input);
        run(&input);
        drop(shown);
    }
}

/// Names a case if it panics.
struct Shown<'i>(u64, u64, &'i [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Shown(seed, case, input) = self;
            println!("MEMORYVIEW_SEED={seed}, case {case}: {input:?}");
        }
    }
}

/// Two tests a target.
macro_rules! targets {
    ($($name:ident)*) => {
        $(mod $name {
            #[test]
            fn kept() {
                super::replay(stringify!($name), memoryview_hostile::$name);
            }

            #[test]
            fn random() {
                super::random(stringify!($name), memoryview_hostile::$name);
            }
        })*

        #[test]
        fn every_target_is_here() {
            let here = [$(stringify!($name)),*];
            assert_eq!(TARGETS.iter().map(|target| target.0).collect::<Vec<_>>(), here);
        }
    };
}

targets!(cast chain format npy pack pybuffer);
