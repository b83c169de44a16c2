#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| memoryview_hostile::cast(data));
