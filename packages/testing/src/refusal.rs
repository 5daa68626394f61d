//! Why an action was refused, as the typed error of whichever contract refused it.

use cw_multi_test::AppResponse;

/// What came of an action.
pub type Outcome = Result<AppResponse, Refusal>;

/// Why an action was refused.
#[derive(Debug)]
pub struct Refusal(anyhow::Error);

impl Refusal {
    /// Wraps the chain's error.
    pub fn new(error: anyhow::Error) -> Self {
        Self(error)
    }

    fn find<E: std::error::Error + Send + Sync + 'static>(&self) -> Option<&E> {
        // cw-multi-test wraps a contract's error as a message; only the error itself, not the links
        // of its chain, can be asked for what is inside.
        self.0.downcast_ref::<E>().or_else(|| self.0.chain().find_map(|cause| cause.downcast_ref()))
    }

    /// The hub's error, if it was the hub that refused.
    pub fn hub(&self) -> Option<&weir_staking_hub::ContractError> {
        self.find()
    }

    /// The token's error.
    pub fn token(&self) -> Option<&weir_staking_token::ContractError> {
        self.find()
    }

    /// The registry's error.
    pub fn registry(&self) -> Option<&weir_validator_registry::ContractError> {
        self.find()
    }

    /// The distributor's error.
    pub fn distributor(&self) -> Option<&weir_reward_distributor::ContractError> {
        self.find()
    }

    /// The chain's own error.
    pub fn chain(&self) -> Option<&embedded_chain::ChainError> {
        self.find()
    }

    /// Whether the error of a contract or the chain's own says which rule was broken.
    pub fn is_typed(&self) -> bool {
        self.hub().is_some()
            || self.token().is_some()
            || self.registry().is_some()
            || self.distributor().is_some()
            || self.chain().is_some()
            || self.is_of_restaking()
    }

    /// Whether a contract of restaking refused.
    pub fn is_of_restaking(&self) -> bool {
        self.vault().is_some()
            || self.services().is_some()
            || self.coordinator().is_some()
            || self.insurer().is_some()
    }

    /// A vault's error.
    pub fn vault(&self) -> Option<&weir_restaking_vault::ContractError> {
        self.find()
    }

    /// The service registry's error.
    pub fn services(&self) -> Option<&weir_service_registry::ContractError> {
        self.find()
    }

    /// The coordinator's error.
    pub fn coordinator(&self) -> Option<&weir_slash_coordinator::ContractError> {
        self.find()
    }

    /// The fund's error.
    pub fn insurer(&self) -> Option<&weir_insurance_fund::ContractError> {
        self.find()
    }

    /// The chain's error itself.
    pub fn into_error(self) -> anyhow::Error {
        self.0
    }

    /// Whether a real chain refused, whose reasons are text.
    pub fn is_of_a_real_chain(&self) -> bool {
        self.find::<weir_referee::Refusal>().is_some()
    }

    /// Every cause, outermost first, in one line.
    pub fn text(&self) -> String {
        self.0.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
    }

    /// The innermost cause: what a person needs to read. The same on every chain.
    pub fn cause(&self) -> String {
        match self.find::<weir_referee::Refusal>() {
            Some(refusal) => refusal.reason(),
            None => self.0.root_cause().to_string(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

impl std::error::Error for Refusal {}
