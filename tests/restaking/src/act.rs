//! What holders, operators, services and everybody else do, as messages.

use cosmwasm_std::{to_json_binary, Binary, Decimal};
use weir_accounting::vault::WHOLE;
use weir_interface::coordinator::ExecuteMsg as Coordinate;
use weir_interface::restaking::Asset;
use weir_interface::token;
use weir_interface::vault::{ExecuteMsg, ReceiveMsg};
use weir_quantities::{Assets, BucketId, Magnitude, ServiceId, Shares, SlashId, TermsVersion};

use crate::world::{coins, Outcome};
use crate::World;

impl World {
    /// A message to a vault.
    pub fn vault(&mut self, who: &str, vault: usize, msg: &ExecuteMsg) -> Outcome {
        let address = self.vaults[vault].address.clone();
        self.send(who, &address, msg, &[])
    }

    /// The asset with a message: attached, or in a cw20 `send`.
    fn pay(
        &mut self,
        who: &str,
        vault: usize,
        units: u128,
        attached: &ExecuteMsg,
        sent: &ReceiveMsg,
    ) -> Outcome {
        let address = self.vaults[vault].address.clone();
        if let Asset::Native { .. } = self.vaults[vault].asset {
            return self.send(who, &address, attached, &coins(units));
        }
        let msg = token::ExecuteMsg::Send {
            contract: address.to_string(),
            amount: units.into(),
            msg: to_json_binary(sent).unwrap(),
        };
        let token = self.suite.token.clone();
        self.send(who, &token, &msg, &[])
    }

    /// Enters.
    pub fn deposit(&mut self, who: &str, vault: usize, units: u128) -> Outcome {
        let (receiver, min_shares, max_pending_slash) = (None, None, None);
        self.pay(
            who,
            vault,
            units,
            &ExecuteMsg::Deposit { receiver: None, min_shares, max_pending_slash },
            &ReceiveMsg::Deposit { receiver, min_shares, max_pending_slash },
        )
    }

    /// Adds to the bond.
    pub fn add_bond(&mut self, who: &str, vault: usize, units: u128) -> Outcome {
        self.pay(who, vault, units, &ExecuteMsg::AddBond {}, &ReceiveMsg::AddBond {})
    }

    /// Sends the asset for nothing.
    pub fn give(&mut self, who: &str, vault: usize, units: u128) {
        let (address, sender) = (self.vaults[vault].address.clone(), self.actor(who));
        let given = match self.vaults[vault].asset {
            Asset::Native { .. } => {
                let to_address = address.to_string();
                let send = cosmwasm_std::BankMsg::Send { to_address, amount: coins(units) };
                self.suite.chain.execute(&sender, send)
            }
            Asset::Cw20 { .. } => {
                let recipient = address.to_string();
                let msg = token::ExecuteMsg::Transfer { recipient, amount: units.into() };
                let token = self.suite.token.clone();
                self.suite.chain.execute_contract(&sender, &token, &msg, &[])
            }
        };
        if given.is_ok() {
            self.vaults[vault].given += units;
        }
    }

    /// Puts shares on their way out.
    pub fn exit(&mut self, who: &str, vault: usize, shares: u128) -> Outcome {
        let (shares, forfeit_rewards) = (Shares::new(shares), None);
        self.vault(who, vault, &ExecuteMsg::RequestExit { shares, forfeit_rewards })
    }

    /// Makes queued shares active again.
    pub fn cancel(&mut self, who: &str, vault: usize, bucket: u64) -> Outcome {
        let (bucket, shares) = (BucketId::new(bucket), None);
        self.vault(who, vault, &ExecuteMsg::CancelExit { bucket, shares })
    }

    /// Fetches what has matured.
    pub fn claim(&mut self, who: &str, vault: usize) -> Outcome {
        self.vault(who, vault, &ExecuteMsg::ClaimExit { receiver: None, limit: None })
    }

    /// Does what the clock decided.
    pub fn settle(&mut self, vault: usize) -> Outcome {
        self.vault("anyone", vault, &ExecuteMsg::Settle {})
    }

    /// The operator promises a share of the vault's magnitude, in percent.
    pub fn announce(&mut self, vault: usize, service: u64, version: u64, percent: u128) -> Outcome {
        let operator = format!("op{}", self.vaults[vault].operator);
        let msg = ExecuteMsg::AnnounceCommitment {
            service: ServiceId::new(service),
            version: TermsVersion::new(version),
            weight: Magnitude::new(WHOLE.u128() * percent / 100),
        };
        self.vault(&operator, vault, &msg)
    }

    /// The operator lowers a promise to a share of the vault's magnitude, in percent.
    pub fn lower(&mut self, vault: usize, service: u64, percent: u128) -> Outcome {
        let operator = format!("op{}", self.vaults[vault].operator);
        let msg = ExecuteMsg::LowerCommitment {
            service: ServiceId::new(service),
            target: Magnitude::new(WHOLE.u128() * percent / 100),
        };
        self.vault(&operator, vault, &msg)
    }

    /// A promise that is in force.
    pub fn commit(&mut self, vault: usize, service: u64, percent: u128) {
        self.announce(vault, service, 1, percent).unwrap();
        self.pass(crate::NOTICE);
        self.settle(vault).unwrap();
        self.pass(1);
    }

    /// The slasher asks. Answers the id of the request.
    pub fn request(
        &mut self,
        vault: usize,
        service: u64,
        bps: u64,
        infraction_time: u64,
    ) -> anyhow::Result<u64> {
        let made =
            self.counts.get("request_slash").map_or(0, |(accepted, refused)| accepted + refused);
        let msg = Coordinate::RequestSlash {
            service: ServiceId::new(service),
            vault: self.vaults[vault].address.to_string(),
            fraction: Decimal::bps(bps),
            infraction_time,
            offence_id: format!("offence-{made}"),
            evidence_hash: Binary::from(b"evidence"),
            evidence_uri: String::new(),
        };
        let response = self.coordinate(&format!("slasher{service}"), &msg)?;
        let told =
            response.events.iter().find(|one| one.ty == "wasm-weir_coordinator_slash_requested");
        let id = told.unwrap().attributes.iter().find(|attribute| attribute.key == "id").unwrap();
        Ok(id.value.parse()?)
    }

    /// The council ends a request.
    pub fn veto(&mut self, id: u64) -> Outcome {
        let id = SlashId::new(id);
        self.coordinate("council", &Coordinate::Veto { id, barred_until: None })
    }

    /// The council lets a request be executed.
    pub fn approve(&mut self, id: u64) -> Outcome {
        self.coordinate("council", &Coordinate::Approve { id: SlashId::new(id) })
    }

    /// Anyone executes. What the clock decided is done before, so that the slash is seen alone.
    pub fn execute(&mut self, vault: usize, id: u64) -> Outcome {
        self.settle(vault)?;
        let id = SlashId::new(id);
        self.coordinate("anyone", &Coordinate::Execute { id, skip: None })
    }

    /// Anyone ends a request whose time is over.
    pub fn end(&mut self, id: u64) -> Outcome {
        self.coordinate("anyone", &Coordinate::End { id: SlashId::new(id) })
    }

    /// Anyone makes the vault forget a request.
    pub fn end_at_vault(&mut self, vault: usize, id: u64) -> Outcome {
        self.vault("anyone", vault, &ExecuteMsg::EndRequest { id: SlashId::new(id) })
    }

    /// Fetches what a service has slashed.
    pub fn fetch(&mut self, who: &str, vault: usize, service: u64, version: u64) -> Outcome {
        let msg = ExecuteMsg::ClaimSlashed {
            service: ServiceId::new(service),
            version: TermsVersion::new(version),
            recipient: None,
        };
        self.vault(who, vault, &msg)
    }

    /// The operator takes some of his bond out.
    pub fn request_bond_exit(&mut self, vault: usize, units: u128) -> Outcome {
        let operator = format!("op{}", self.vaults[vault].operator);
        let assets = Assets::new(units);
        self.vault(&operator, vault, &ExecuteMsg::RequestBondExit { assets })
    }
}
