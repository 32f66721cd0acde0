// The official clients talk to the facilitator, ours and the official ones buy from both servers, and our client meets
// servers that lie. Wants `cargo build` here and the packages of witness/ (its README); anything unexpected ends it with 1.

import { testChannel } from "./run_channel.mjs";
import { testClient } from "./run_client.mjs";
import { testExtensions } from "./run_extensions.mjs";
import { testFacilitator } from "./run_facilitator.mjs";
import { testGuides } from "./run_guides.mjs";
import { testServer } from "./run_server.mjs";
import { testSettlement } from "./run_settlement.mjs";
import { finish } from "./testing.mjs";

await testFacilitator();
for (const name of ["server", "bare"]) {
  await testServer(name);
  await testSettlement(name);
  await testExtensions(name);
}
await testClient();
await testChannel();
await testGuides();
finish();
