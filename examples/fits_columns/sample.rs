//! A catalogue of 50,000 stars as a FITS file: 31 bytes a row.

const CARDS: &str = "\
SIMPLE  =                    T
BITPIX  =                    8
NAXIS   =                    0
END
XTENSION= 'BINTABLE'
BITPIX  =                    8
NAXIS   =                    2
NAXIS1  =                   31
NAXIS2  =                50000
PCOUNT  =                    0
GCOUNT  =                    1
TFIELDS =                    5
TTYPE1  = 'NAME    '
TFORM1  = '7A      '
TTYPE2  = 'RA      '           / right ascension
TFORM2  = 'D       '
TUNIT2  = 'deg     '
TTYPE3  = 'DEC     '           / declination
TFORM3  = 'D       '
TUNIT3  = 'deg     '
TTYPE4  = 'MAG     '
TFORM4  = 'E       '
TTYPE5  = 'PIXEL   '
TFORM5  = '2I      '
END";

pub(crate) fn stars() -> Vec<u8> {
    let mut file = Vec::new();
    for card in CARDS.lines() {
        file.extend(format!("{card:<80}").bytes());
        if card == "END" {
            file.resize(file.len().next_multiple_of(crate::BLOCK), b' ');
        }
    }
    for k in 0..50_000_u16 {
        // By the golden angle, so that the stars cover the sky evenly.
        let (turn, height) = (
            f64::from(k) * 137.507_764,
            1.0 - (f64::from(k) + 0.5) / 25_000.0,
        );
        file.extend(format!("S{k:06}").bytes());
        file.extend(turn.rem_euclid(360.0).to_be_bytes());
        file.extend(height.asin().to_degrees().to_be_bytes());
        file.extend((21.0 - (f32::from(k) % 97.0).sqrt()).to_be_bytes());
        file.extend((k % 256).to_be_bytes());
        file.extend((k / 256).to_be_bytes());
    }
    file.resize(file.len().next_multiple_of(crate::BLOCK), 0);
    file
}
