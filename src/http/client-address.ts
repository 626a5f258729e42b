import { BlockList, isIP } from "node:net";

/** Tells whether an address is one of these addresses or networks (CIDR). */
export function networks(list: readonly string[]): (address: string) => boolean {
  const known = new BlockList();
  for (const item of list) {
    const [address = "", bits] = item.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) known.addAddress(address, family);
    else known.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
    const version = isIP(plain);
    return version !== 0 && known.check(plain, version === 6 ? "ipv6" : "ipv4");
  };
}

/** The address a request came from: a forwarded one counts only as far as each hop that reported it is a trusted proxy. */
export function clientAddress(peer: string, forwardedFor: string, isProxy: (address: string) => boolean): string {
  const hops = forwardedFor === "" ? [] : forwardedFor.split(",").map((hop) => hop.trim());
  let address = peer;
  while (isProxy(address)) {
    const next = hops.pop();
    if (next === undefined) break;
    address = next;
  }
  return address;
}
