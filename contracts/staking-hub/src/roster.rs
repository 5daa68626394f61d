//! How the roster is stored: of operator addresses, which begin alike, the beginning once, and of the
//! rest five bits a letter, as bech32 has them ([BIP 173](https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki)).

use cosmwasm_std::{Binary, Decimal};
use weir_interface::registry::Standing;
use weir_json::{Reader, Row, Writer};

use crate::state::{Roster, Seat};

/// What letters of bech32 stand for: 0 to 31.
const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// A roster as it is stored.
#[derive(Row)]
struct Packed {
    max_share: Decimal,
    /// What every address begins with, the last `1` included; empty where they are stored as they are.
    prefix: String,
    seats: Vec<PackedSeat>,
}

/// A seat as it is stored: what comes after the prefix, or the address as it is; weight; standing.
#[derive(Row)]
struct PackedSeat(Binary, u64, Standing);

impl Row for Roster {
    fn read(reader: &mut Reader<'_>) -> Self {
        let Packed { max_share, prefix, seats } = Row::read(reader);
        let unpacked = |PackedSeat(address, weight, standing)| {
            let address = unpack(&prefix, &address).unwrap_or_else(|| {
                reader.fail("text in UTF-8");
                String::new()
            });
            Seat(address, weight, standing)
        };
        Self { max_share, seats: seats.into_iter().map(unpacked).collect() }
    }

    fn write(&self, writer: &mut Writer) {
        let first = self.seats.first().map_or("", |seat| seat.0.as_str());
        let end =
            first.bytes().rposition(|letter| letter == b'1').map_or(0, |at| at.saturating_add(1));
        let prefix = first.get(..end).unwrap_or_default();
        // What would be read as something else is stored as it is.
        let is_read =
            |seat: &Seat| unpack(prefix, &pack(prefix, &seat.0)).as_ref() == Some(&seat.0);
        let prefix = if self.seats.iter().all(is_read) { prefix } else { "" };
        let packed = |seat: &Seat| PackedSeat(pack(prefix, &seat.0).into(), seat.1, seat.2);
        let seats = self.seats.iter().map(packed).collect();
        Packed { max_share: self.max_share, prefix: prefix.to_string(), seats }.write(writer);
    }
}

/// What comes after the prefix, five bits a letter; without a prefix, the address.
fn pack(prefix: &str, address: &str) -> Vec<u8> {
    if prefix.is_empty() {
        return address.as_bytes().to_vec();
    }
    let mut bytes = vec![];
    let (mut held, mut bits) = (0u32, 0u32);
    for letter in address.bytes().skip(prefix.len()) {
        let value = LETTERS.iter().position(|known| *known == letter).unwrap_or_default();
        held = held << 5 | value as u32;
        bits = bits.saturating_add(5);
        if let Some(left) = bits.checked_sub(8) {
            bits = left;
            bytes.push((held >> left) as u8);
        }
    }
    if bits > 0 {
        bytes.push((held << 8u32.saturating_sub(bits)) as u8);
    }
    bytes
}

/// The address of which this was packed. Nothing when that is no text.
fn unpack(prefix: &str, bytes: &[u8]) -> Option<String> {
    if prefix.is_empty() {
        return String::from_utf8(bytes.to_vec()).ok();
    }
    let mut address = prefix.to_string();
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits = bits.saturating_add(8);
        while let Some(left) = bits.checked_sub(5) {
            bits = left;
            let value = (held >> left) as usize & 31;
            address.push(LETTERS.get(value).map_or('q', |letter| char::from(*letter)));
        }
    }
    Some(address)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use cosmwasm_std::Decimal;
    use proptest::prelude::*;
    use weir_interface::registry::Standing;
    use weir_json::{pack, unpack};

    use crate::state::{Roster, Seat};

    fn roster(addresses: &[impl ToString]) -> Roster {
        let seats = addresses.iter().zip(0u64..);
        let seats = seats.map(|(one, weight)| Seat(one.to_string(), weight, Standing::Active));
        Roster { max_share: Decimal::percent(7), seats: seats.collect() }
    }

    #[test]
    fn a_validator_takes_thirty_bytes_instead_of_fifty_six() {
        let addresses = [
            "cosmosvaloper1clpqr4nrk4khgkxj78fcwwh6dl3uw4epsluffn",
            "cosmosvaloper14lultfckehtszvzw4ehu0apvsr77afvyju5zzy",
        ];
        let bytes = |count| {
            let roster = roster(&addresses[..count]);
            let bytes = pack(&roster);
            assert_eq!(unpack::<Roster>(&bytes).unwrap(), roster);
            bytes.len()
        };
        assert_eq!(bytes(2) - bytes(1), 29);
    }

    #[test]
    fn what_is_no_text_is_no_roster() {
        // A list of a share, no prefix, and a seat of which the address is a byte that no text has.
        let bytes = [0x83, 0x01, 0x60, 0x81, 0x83, 0x41, 0xff, 0x00, 0x00];
        unpack::<Roster>(&bytes).unwrap_err();
        let mut text = bytes;
        text[6] = b'a';
        assert_eq!(unpack::<Roster>(&text).unwrap().seats[0].0, "a");
    }

    proptest! {
        #[test]
        fn whatever_the_addresses_are_they_are_read_as_they_were(
            addresses in prop::collection::vec(
                prop_oneof![
                    "(cosmos|osmo)valoper1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{0,60}",
                    "cosmosvaloper1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{38}",
                    "1?[a-zA-Z0-9]{0,9}1?[a-z]{0,9}",
                    any::<String>(),
                ],
                0..6,
            ),
        ) {
            let roster = roster(&addresses);
            prop_assert_eq!(unpack::<Roster>(&pack(&roster)).unwrap(), roster);
        }
    }
}
