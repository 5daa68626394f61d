//! What holders, operators, services, resolvers and everybody else do, as messages.

use cosmwasm_std::{coin, to_json_binary, Addr, Binary, Decimal};
use weir_chain::Chain;
use weir_interface::coordinator::ExecuteMsg as Coordinate;
use weir_interface::restaking::Asset;
use weir_interface::streams::ReceiveMsg as Fund;
use weir_interface::vault::{ExecuteMsg, ReceiveMsg};
use weir_interface::{distributor, fund, service_registry, token};
use weir_json::{to_binary, Json};
use weir_quantities::{Assets, BucketId, Magnitude, ServiceId, Shares, SlashId, TermsVersion};

use crate::{Outcome, Suite};

impl<C: Chain> Suite<C> {
    /// A message to a vault.
    pub fn vault_call(&mut self, who: &str, vault: usize, msg: &ExecuteMsg) -> Outcome {
        let address = self.restaking().vaults[vault].address.clone();
        self.execute(who, &address, msg, 0)
    }

    /// A message to the service registry.
    pub fn register(&mut self, who: &str, msg: &service_registry::ExecuteMsg) -> Outcome {
        let registry = self.restaking().registry.clone();
        self.execute(who, &registry, msg, 0)
    }

    /// A message to the coordinator.
    pub fn coordinate(&mut self, who: &str, msg: &Coordinate) -> Outcome {
        let coordinator = self.restaking().coordinator.clone();
        self.execute(who, &coordinator, msg, 0)
    }

    /// A message to the fund.
    pub fn fund_call(&mut self, who: &str, msg: &fund::ExecuteMsg) -> Outcome {
        let fund = self.restaking().fund.clone();
        self.execute(who, &fund, msg, 0)
    }

    /// The derivative with a message to the fund.
    pub fn pay_fund(
        &mut self,
        who: &str,
        units: u128,
        msgs: (&fund::ExecuteMsg, &fund::ReceiveMsg),
    ) -> Outcome {
        let (fund, asset) = (self.restaking().fund.clone(), self.derivative());
        self.pay(who, &fund, &asset, units, msgs)
    }

    /// Enters the fund.
    pub fn deposit_into_fund(&mut self, who: &str, units: u128) -> Outcome {
        let (receiver, min_shares) = (None, None);
        let attached = fund::ExecuteMsg::Deposit { receiver: None, min_shares };
        let sent = fund::ReceiveMsg::Deposit { receiver, min_shares };
        self.pay_fund(who, units, (&attached, &sent))
    }

    /// Somebody pays for a service being insured at a vault.
    pub fn pay_premium(&mut self, who: &str, vault: usize, service: u64, units: u128) -> Outcome {
        let vault = self.restaking().vaults[vault].address.to_string();
        let service = ServiceId::new(service);
        let attached = fund::ExecuteMsg::PayPremium { service, vault: vault.clone() };
        let sent = fund::ReceiveMsg::PayPremium { service, vault };
        self.pay_fund(who, units, (&attached, &sent))
    }

    /// An asset with a message: attached, or in a cw20 `send`.
    pub fn pay<T: Json, U: Json>(
        &mut self,
        who: &str,
        contract: &Addr,
        asset: &Asset,
        units: u128,
        (attached, sent): (&T, &U),
    ) -> Outcome {
        match asset {
            Asset::Native { denom } => {
                let msg = to_binary(attached);
                self.execute_raw(who, contract, msg, vec![coin(units, denom)])
            }
            Asset::Cw20 { address } => {
                let msg = token::ExecuteMsg::Send {
                    contract: contract.to_string(),
                    amount: units.into(),
                    msg: to_binary(sent),
                };
                let token = Addr::unchecked(address);
                self.execute(who, &token, &msg, 0)
            }
        }
    }

    /// A vault's asset with a message to it.
    pub(crate) fn pay_vault(
        &mut self,
        who: &str,
        vault: usize,
        units: u128,
        msgs: (&ExecuteMsg, &ReceiveMsg),
    ) -> Outcome {
        let place = &self.restaking().vaults[vault];
        let (address, asset) = (place.address.clone(), place.asset.clone());
        self.pay(who, &address, &asset, units, msgs)
    }

    /// Enters a vault.
    pub fn deposit(&mut self, who: &str, vault: usize, units: u128) -> Outcome {
        self.deposit_for(who, vault, None, units)
    }

    /// Enters a vault, for whoever has an address.
    pub fn deposit_for(
        &mut self,
        who: &str,
        vault: usize,
        receiver: Option<String>,
        units: u128,
    ) -> Outcome {
        let (min_shares, max_pending_slash) = (None, None);
        let attached =
            ExecuteMsg::Deposit { receiver: receiver.clone(), min_shares, max_pending_slash };
        let sent = ReceiveMsg::Deposit { receiver, min_shares, max_pending_slash };
        self.pay_vault(who, vault, units, (&attached, &sent))
    }

    /// Adds to an operator's bond.
    pub fn add_bond(&mut self, who: &str, vault: usize, units: u128) -> Outcome {
        self.pay_vault(who, vault, units, (&ExecuteMsg::AddBond {}, &ReceiveMsg::AddBond {}))
    }

    /// Sends a vault its asset for nothing.
    pub fn give_to_vault(&mut self, who: &str, vault: usize, units: u128) -> Outcome {
        let place = &self.restaking().vaults[vault];
        let to = place.address.to_string();
        let msg = place.asset.transfer(&to, Assets::new(units)).unwrap();
        self.act(who, "give_to_vault", msg)
    }

    /// Puts shares on their way out.
    pub fn request_exit(&mut self, who: &str, vault: usize, shares: u128) -> Outcome {
        let shares = Shares::new(shares);
        self.vault_call(who, vault, &ExecuteMsg::RequestExit { shares })
    }

    /// Makes queued shares active again.
    pub fn cancel_exit(&mut self, who: &str, vault: usize, bucket: u64) -> Outcome {
        let (bucket, shares) = (BucketId::new(bucket), None);
        self.vault_call(who, vault, &ExecuteMsg::CancelExit { bucket, shares })
    }

    /// Fetches what has matured.
    pub fn claim_exit(&mut self, who: &str, vault: usize) -> Outcome {
        self.vault_call(who, vault, &ExecuteMsg::ClaimExit { receiver: None, limit: None })
    }

    /// Anyone does what the clock decided.
    pub fn settle(&mut self, vault: usize) -> Outcome {
        self.vault_call("anyone", vault, &ExecuteMsg::Settle {})
    }

    /// The admin of a vault's operator, by name.
    pub fn operator_of(&self, vault: usize) -> String {
        let restaking = self.restaking();
        let id = restaking.vaults[vault].operator as usize;
        restaking.operators[id - 1].clone()
    }

    /// The owner of a service, by name.
    pub fn owner_of(&self, service: u64) -> String {
        self.restaking().services[service as usize - 1].clone()
    }

    /// The operator promises weight to a service by a version of its terms.
    pub fn announce(
        &mut self,
        vault: usize,
        service: u64,
        version: u64,
        weight: Magnitude,
    ) -> Outcome {
        let (service, version) = (ServiceId::new(service), TermsVersion::new(version));
        let msg = ExecuteMsg::AnnounceCommitment { service, version, weight };
        self.vault_call(&self.operator_of(vault), vault, &msg)
    }

    /// The operator lowers a promise to a weight.
    pub fn lower(&mut self, vault: usize, service: u64, target: Magnitude) -> Outcome {
        let msg = ExecuteMsg::LowerCommitment { service: ServiceId::new(service), target };
        self.vault_call(&self.operator_of(vault), vault, &msg)
    }

    /// A slasher asks, for an offence of its own.
    pub fn request_slash(
        &mut self,
        slasher: &str,
        vault: usize,
        service: u64,
        fraction: Decimal,
        infraction_time: u64,
    ) -> Outcome {
        let restaking = self.restaking_mut();
        let offence = restaking.offences;
        restaking.offences += 1;
        let msg = Coordinate::RequestSlash {
            service: ServiceId::new(service),
            vault: restaking.vaults[vault].address.to_string(),
            fraction,
            infraction_time,
            offence_id: format!("offence-{offence}"),
            evidence_hash: Binary::from(b"evidence"),
            evidence_uri: String::new(),
        };
        self.coordinate(slasher, &msg)
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

    /// Anyone executes a request.
    pub fn execute_slash(&mut self, id: u64) -> Outcome {
        let id = SlashId::new(id);
        self.coordinate("anyone", &Coordinate::Execute { id, skip: None })
    }

    /// Anyone ends a request whose time is over.
    pub fn end_request(&mut self, id: u64) -> Outcome {
        self.coordinate("anyone", &Coordinate::End { id: SlashId::new(id) })
    }

    /// Anyone makes the vault forget a request.
    pub fn end_at_vault(&mut self, vault: usize, id: u64) -> Outcome {
        self.vault_call("anyone", vault, &ExecuteMsg::EndRequest { id: SlashId::new(id) })
    }

    /// Fetches what a service has slashed, to where it belongs.
    pub fn claim_slashed(
        &mut self,
        who: &str,
        vault: usize,
        service: u64,
        version: u64,
    ) -> Outcome {
        let (service, version) = (ServiceId::new(service), TermsVersion::new(version));
        let msg = ExecuteMsg::ClaimSlashed { service, version, recipient: None };
        self.vault_call(who, vault, &msg)
    }

    /// The operator takes some of his bond out.
    pub fn request_bond_exit(&mut self, vault: usize, units: u128) -> Outcome {
        let assets = Assets::new(units);
        self.vault_call(&self.operator_of(vault), vault, &ExecuteMsg::RequestBondExit { assets })
    }

    /// A service's rewards for a vault, spread over a time.
    pub fn fund_stream(
        &mut self,
        who: &str,
        vault: usize,
        service: Option<u64>,
        (asset, units): (&Asset, u128),
        duration: u64,
    ) -> Outcome {
        let vault = self.restaking().vaults[vault].address.to_string();
        let service = service.map(ServiceId::new);
        let sent = Fund::FundStream { vault: vault.clone(), service, duration };
        let attached = distributor::ExecuteMsg::FundStream { vault, service, duration };
        let to = self.restaking().distributor.clone();
        self.pay(who, &to, asset, units, (&attached, &sent))
    }

    /// Fetches rewards of a vault.
    pub fn claim_rewards(&mut self, who: &str, vault: usize) -> Outcome {
        let vault = self.restaking().vaults[vault].address.to_string();
        let msg = distributor::ExecuteMsg::ClaimRewards {
            vault,
            owner: None,
            coins: None,
            recipient: None,
        };
        self.distributor_call(who, &msg)
    }

    /// What the council does is done by its member.
    pub(crate) fn by_council(&self, msg: cosmwasm_std::CosmosMsg) -> cosmwasm_std::CosmosMsg {
        let call =
            weir_example_council::ExecuteMsg::<cosmwasm_std::Empty>::Execute { msgs: vec![msg] };
        let contract_addr = self.restaking().council.to_string();
        let msg = to_json_binary(&call).unwrap();
        cosmwasm_std::WasmMsg::Execute { contract_addr, msg, funds: vec![] }.into()
    }
}
