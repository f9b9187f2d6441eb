// What this till may spend of a customer's headroom without network (B-06, I22). Pure: clocks are values.
//
// A clock is kept from contact to contact: {wall, elapsed, is_void}. `wall` is the latest wall clock seen, in ms;
// `elapsed` the ms since the last contact, by the steady clock while the page lives and by the wall clock across
// reloads; `is_void` says that the wall clock went back since, which ends all leases until the next contact.

const BACK = 2_000; // ms that a wall clock is set back by when it is only corrected

export const freshClock = (wall) => ({ wall, elapsed: 0, is_void: false });

// `steady` are the ms that went by since the clock was looked at last; null across a reload, where only the wall knows.
export function ticked(clock, wall, steady) {
  const moved = wall - clock.wall;
  const passed = steady === null ? Math.max(0, moved) : Math.max(steady, moved, 0);
  return { wall: Math.max(wall, clock.wall), elapsed: clock.elapsed + passed, is_void: clock.is_void || moved < -BACK };
}

// `answered_at` is the server's time of the contact, `spend_until` its end: both ms. The earlier end counts.
export const isOpen = (lease, clock, answeredAt) =>
  !clock.is_void && !lease.recalled && !lease.is_returned && clock.wall < lease.spend_until &&
  clock.elapsed < lease.spend_until - answeredAt;

export const restOf = (lease) => Math.max(0, lease.granted_minor - lease.spent_minor);

// The leases of a customer that may be spent now, the one that ends first at the front.
export const openLeases = (leases, customer, clock, answeredAt) =>
  leases
    .filter((lease) => lease.customer === customer && restOf(lease) > 0 && isOpen(lease, clock, answeredAt))
    .sort((one, other) => one.spend_until - other.spend_until);

// What may be charged in one payment: a payment names one lease, so the largest rest counts.
export const spendable = (leases, customer, clock, answeredAt) =>
  openLeases(leases, customer, clock, answeredAt).reduce((most, lease) => Math.max(most, restOf(lease)), 0);

export const leaseFor = (leases, customer, minor, clock, answeredAt) =>
  openLeases(leases, customer, clock, answeredAt).find((lease) => restOf(lease) >= minor) ?? null;

export const spent = (leases, id, minor) =>
  leases.map((lease) => (lease.id === id ? { ...lease, spent_minor: lease.spent_minor + minor } : lease));

// Before a report: what will not be spent any more is given back, and stays given back whatever is answered.
export const givenBack = (leases, clock, answeredAt) =>
  leases.map((lease) => (isOpen(lease, clock, answeredAt) ? lease : { ...lease, is_returned: true }));

export const reported = (leases) =>
  leases.map(({ id, spent_minor, is_returned }) => ({ id, spent_minor, is_returned: Boolean(is_returned) }));

// What the server says, with what only the till knows: how much it spent, and what it gave back.
export function answered(leases, said) {
  const known = new Map(leases.map((lease) => [lease.id, lease]));
  return said.map((lease) => ({
    ...lease,
    spend_until: Date.parse(lease.spend_until),
    spent_minor: known.get(lease.id)?.spent_minor ?? lease.granted_minor - lease.rest_minor,
    is_returned: known.get(lease.id)?.is_returned ?? false,
  }));
}
