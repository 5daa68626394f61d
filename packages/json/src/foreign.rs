//! Types of CosmWasm that the contracts' messages and rows have.

use std::str::FromStr;

use cosmwasm_std::{Addr, Binary, Coin, Decimal, Timestamp, Uint128, Uint256, Uint64, VoteOption};
use cw20::{EmbeddedLogo, Logo};
use cw_ownable::{Action, Ownership};
use cw_utils::Expiration;

use crate::{Json, JsonWriter, Object, Reading, Value};

/// What a string says.
fn parse<T: FromStr + Default>(value: &Value, reading: &mut Reading, expected: &str) -> T {
    value.text(reading).parse().unwrap_or_else(|_| {
        reading.expected(expected);
        T::default()
    })
}

impl Json for Uint128 {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        Self::new(parse(value, reading, "a whole number of 128 bits in a string"))
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Uint64 {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        Self::new(parse(value, reading, "a whole number of 64 bits in a string"))
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Uint256 {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        parse(value, reading, "a whole number of 256 bits in a string")
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Decimal {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        parse(value, reading, "a decimal in a string")
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Addr {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        Self::unchecked(value.text(reading))
    }

    fn write(&self, json: &mut JsonWriter) {
        json.string(self.as_str());
    }
}

impl Json for Binary {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        Self::from_base64(value.text(reading)).unwrap_or_else(|_| {
            reading.expected("base64 in a string");
            Self::default()
        })
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_base64());
    }
}

impl Json for Coin {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let fields = Object::of(value, &["denom", "amount"], false, reading);
        Self { denom: fields.take("denom", reading), amount: fields.take("amount", reading) }
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("denom", &self.denom);
        json.put("amount", &self.amount);
        json.end();
    }
}

impl Json for VoteOption {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        const KNOWN: [&str; 4] = ["yes", "no", "abstain", "no_with_veto"];
        let (index, content) = value.variant(&KNOWN, reading);
        content.nothing(reading);
        match index {
            1 => Self::No,
            2 => Self::Abstain,
            3 => Self::NoWithVeto,
            _ => Self::Yes,
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        let name = match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Abstain => "abstain",
            Self::NoWithVeto => "no_with_veto",
        };
        json.plain(name);
    }
}

impl Json for Expiration {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let (index, value) = value.variant(&["at_height", "at_time", "never"], reading);
        match index {
            1 => Self::AtTime(Timestamp::from_nanos(Uint64::read(value, reading).u64())),
            2 => {
                Object::of(value, &[], true, reading);
                Self::Never {}
            }
            _ => Self::AtHeight(Json::read(value, reading)),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        match self {
            Self::AtHeight(height) => json.put_variant("at_height", height),
            Self::AtTime(time) => json.put_variant("at_time", &Uint64::new(time.nanos())),
            Self::Never {} => {
                json.variant("never");
                json.begin();
                json.end();
                json.end();
            }
        }
    }
}

impl Json for Action {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        const KNOWN: [&str; 3] = ["accept_ownership", "renounce_ownership", "transfer_ownership"];
        let (index, value) = value.variant(&KNOWN, reading);
        if index == 2 {
            let fields = Object::of(value, &["new_owner", "expiry"], true, reading);
            return Self::TransferOwnership {
                new_owner: fields.take("new_owner", reading),
                expiry: fields.take("expiry", reading),
            };
        }
        value.nothing(reading);
        match index {
            1 => Self::RenounceOwnership,
            _ => Self::AcceptOwnership,
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        match self {
            Self::TransferOwnership { new_owner, expiry } => {
                json.variant("transfer_ownership");
                json.begin();
                json.put("new_owner", new_owner);
                json.put("expiry", expiry);
                json.end();
                json.end();
            }
            Self::AcceptOwnership => json.plain("accept_ownership"),
            Self::RenounceOwnership => json.plain("renounce_ownership"),
        }
    }
}

impl Json for Ownership<Addr> {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        let known = ["owner", "pending_owner", "pending_expiry"];
        let fields = Object::of(value, &known, true, reading);
        Self {
            owner: fields.take("owner", reading),
            pending_owner: fields.take("pending_owner", reading),
            pending_expiry: fields.take("pending_expiry", reading),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("owner", &self.owner);
        json.put("pending_owner", &self.pending_owner);
        json.put("pending_expiry", &self.pending_expiry);
        json.end();
    }
}

impl Json for EmbeddedLogo {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        match value.variant(&["svg", "png"], reading) {
            (1, value) => Self::Png(Json::read(value, reading)),
            (_, value) => Self::Svg(Json::read(value, reading)),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        match self {
            Self::Svg(image) => json.put_variant("svg", image),
            Self::Png(image) => json.put_variant("png", image),
        }
    }
}

impl Json for Logo {
    fn read(value: &Value, reading: &mut Reading) -> Self {
        match value.variant(&["url", "embedded"], reading) {
            (1, value) => Self::Embedded(Json::read(value, reading)),
            (_, value) => Self::Url(Json::read(value, reading)),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        match self {
            Self::Url(url) => json.put_variant("url", url),
            Self::Embedded(logo) => json.put_variant("embedded", logo),
        }
    }
}
