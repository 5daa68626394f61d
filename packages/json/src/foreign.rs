//! Types of CosmWasm that the contracts' messages and rows have.

use std::str::FromStr;

use cosmwasm_std::{Addr, Binary, Coin, Decimal, Timestamp, Uint128, Uint256, Uint64, VoteOption};
use cw20::{EmbeddedLogo, Logo};
use cw_ownable::{Action, Ownership};
use cw_utils::Expiration;

use crate::{Fault, Json, JsonWriter, Object, Value};

impl Json for Uint128 {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fault = |_| Fault::expected("a whole number of 128 bits in a string");
        value.as_text()?.parse::<u128>().map(Self::new).map_err(fault)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Uint64 {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fault = |_| Fault::expected("a whole number of 64 bits in a string");
        value.as_text()?.parse::<u64>().map(Self::new).map_err(fault)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Uint256 {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fault = |_| Fault::expected("a whole number of 256 bits in a string");
        Self::from_str(value.as_text()?).map_err(fault)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Decimal {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fault = |_| Fault::expected("a decimal in a string");
        Self::from_str(value.as_text()?).map_err(fault)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_string());
    }
}

impl Json for Addr {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        value.as_text().map(Self::unchecked)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.string(self.as_str());
    }
}

impl Json for Binary {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fault = |_| Fault::expected("base64 in a string");
        Self::from_base64(value.as_text()?).map_err(fault)
    }

    fn write(&self, json: &mut JsonWriter) {
        json.plain(&self.to_base64());
    }
}

impl Json for Coin {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["denom", "amount"], false)?;
        Ok(Self { denom: fields.take("denom")?, amount: fields.take("amount")? })
    }

    fn write(&self, json: &mut JsonWriter) {
        json.begin();
        json.put("denom", &self.denom);
        json.put("amount", &self.amount);
        json.end();
    }
}

impl Json for VoteOption {
    fn from_value(value: &Value) -> Result<Self, Fault> {
        Ok(match value.as_text()? {
            "yes" => Self::Yes,
            "no" => Self::No,
            "abstain" => Self::Abstain,
            "no_with_veto" => Self::NoWithVeto,
            other => {
                let known = ["yes", "no", "abstain", "no_with_veto"];
                return Err(Fault::unknown_variant(other, &known));
            }
        })
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
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let (variant, value) = value.as_variant()?;
        Ok(match variant {
            "at_height" => Self::AtHeight(Json::from_value(value)?),
            "at_time" => Self::AtTime(Timestamp::from_nanos(Uint64::from_value(value)?.u64())),
            "never" => {
                Object::of(value, &[], true)?;
                Self::Never {}
            }
            other => return Err(Fault::unknown_variant(other, &["at_height", "at_time", "never"])),
        })
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
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let (variant, value) = value.as_variant()?;
        Ok(match variant {
            "transfer_ownership" => {
                let fields = Object::of(value, &["new_owner", "expiry"], true)?;
                Self::TransferOwnership {
                    new_owner: fields.take("new_owner")?,
                    expiry: fields.take("expiry")?,
                }
            }
            "accept_ownership" => value.nothing().map(|()| Self::AcceptOwnership)?,
            "renounce_ownership" => value.nothing().map(|()| Self::RenounceOwnership)?,
            other => {
                let known = ["transfer_ownership", "accept_ownership", "renounce_ownership"];
                return Err(Fault::unknown_variant(other, &known));
            }
        })
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
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let fields = Object::of(value, &["owner", "pending_owner", "pending_expiry"], true)?;
        Ok(Self {
            owner: fields.take("owner")?,
            pending_owner: fields.take("pending_owner")?,
            pending_expiry: fields.take("pending_expiry")?,
        })
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
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let (variant, value) = value.as_variant()?;
        match variant {
            "svg" => Json::from_value(value).map(Self::Svg),
            "png" => Json::from_value(value).map(Self::Png),
            other => Err(Fault::unknown_variant(other, &["svg", "png"])),
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
    fn from_value(value: &Value) -> Result<Self, Fault> {
        let (variant, value) = value.as_variant()?;
        match variant {
            "url" => Json::from_value(value).map(Self::Url),
            "embedded" => Json::from_value(value).map(Self::Embedded),
            other => Err(Fault::unknown_variant(other, &["url", "embedded"])),
        }
    }

    fn write(&self, json: &mut JsonWriter) {
        match self {
            Self::Url(url) => json.put_variant("url", url),
            Self::Embedded(logo) => json.put_variant("embedded", logo),
        }
    }
}
