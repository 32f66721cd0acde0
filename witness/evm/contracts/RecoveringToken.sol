// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.28;

import {ERC20PermitUpgradeable} from
    "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";

/// OpenZeppelin's ERC20Permit, which recovers a key and asks no code. The upgradeable one, because it can be told the
/// version of its EIP-712 domain: so a permit that was signed for USDC is signed for this token as well.
contract RecoveringToken is ERC20PermitUpgradeable {
    function initialize(string calldata name, string calldata version) external initializer {
        __ERC20_init(name, name);
        __EIP712_init(name, version);
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
