//! Four seconds of two tones that swell and fade, as a WAV file of 24 bits.

const RATE: u32 = 48_000;

pub(crate) fn swell() -> Vec<u8> {
    let frames = 4 * RATE;
    let mut file = [b"RIFF", &(frames * 6 + 36).to_le_bytes()[..], b"WAVEfmt "].concat();
    for word in [16, 1 | 2 << 16, RATE, RATE * 6, 6 | 24 << 16] {
        file.extend(word.to_le_bytes());
    }
    file.extend([b"data", &(frames * 6).to_le_bytes()[..]].concat());
    for k in 0..frames {
        let t = f64::from(k) / f64::from(RATE);
        let swell = (t * std::f64::consts::PI / 4.0).sin().powi(4);
        for pitch in [220.0, 330.0] {
            let sample = swell * (t * pitch * std::f64::consts::TAU).sin() * 8_388_607.0;
            file.extend(&(sample as i32).to_le_bytes()[..3]);
        }
    }
    file
}
