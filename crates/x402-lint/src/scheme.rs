//! The schemes that are known on a network.

use x402_schemes::Mechanism;
use x402_types::{Network, Scheme};

/// Returns `true` if the scheme is known on the network. On other chain families only its name counts, because nothing
/// is known about them.
pub(crate) fn is_known(scheme: &Scheme, network: &Network) -> bool {
    let is_ours = Mechanism::all().any(|mechanism| mechanism.is_on(network));
    Mechanism::all().any(|mechanism| mechanism.scheme() == scheme && (!is_ours || mechanism.is_on(network)))
}
