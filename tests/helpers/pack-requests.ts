import type {Sql} from 'postgres';

/** A row of request_logs as the tests make and judge them. Durations are in thousandths of a millisecond. */
type Request = {
	readonly tenant: string | null;
	readonly user: string | null;
	readonly status: number | null;
	readonly duration: number | null;
	readonly ageSeconds: number;
};

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const statuses = [100, 200, 200, 204, 301, 399, 400, 404, 499, 500, 503, 599, null];

/**
Requests of the last two days. None lies within two minutes of a full hour's age, so that the time that passes between
insert and question does not matter; durations are whole eighths of a millisecond, which floating point adds exactly.
*/
export function randomRequests(
	count: number,
	tenants: readonly string[],
	users: readonly string[],
	seed: number,
): Request[] {
	const next = randomNumbers(seed);
	const pick = <T>(items: readonly T[]): T | null => items[Math.floor(next() * items.length)] ?? null;
	return Array.from({length: count}, () => ({
		tenant: next() < 0.1 ? null : pick(tenants),
		user: next() < 0.2 ? null : pick(users),
		status: pick(statuses),
		duration: next() < 0.1 ? null : 125 * Math.floor(next() ** 4 * 80_000),
		ageSeconds: 3600 * Math.floor(next() * 48) + 120 + Math.floor(next() * 3360),
	}));
}

export async function insertRequests(sql: Sql, requests: readonly Request[]): Promise<void> {
	await sql`
		insert into request_logs (request_id, tenant_id, user_id, method, path, status_code, duration_ms, request_time)
		select gen_random_uuid(), tenant, "user", 'POST', '/mcp', status, duration / 1000.0,
			now() - make_interval(secs => "ageSeconds")
		from jsonb_to_recordset(${sql.json(requests as never)})
			as row (tenant uuid, "user" uuid, status integer, duration integer, "ageSeconds" integer)`;
}

export function within(requests: readonly Request[], hours: number): Request[] {
	return requests.filter(({ageSeconds}) => ageSeconds <= hours * 3600);
}

/** A fraction with two digits, half away from zero as PostgreSQL's numeric rounds; null for nothing divided by nothing. */
export function quotient(numerator: number, denominator: number): string | null {
	if (denominator === 0) return null;
	const [above, below] = [BigInt(numerator), BigInt(denominator)];
	const hundredths = (200n * above + below) / (2n * below);
	return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

const durations = (requests: readonly Request[]) =>
	requests.flatMap(({duration}) => (duration === null ? [] : [duration])).sort((a, b) => a - b);

export function averageDuration(requests: readonly Request[]): string | null {
	const known = durations(requests);
	return quotient(
		known.reduce((sum, duration) => sum + duration, 0),
		1000 * known.length,
	);
}

/** The least duration that is not below 95 of 100. */
export function p95Duration(requests: readonly Request[]): string | null {
	const known = durations(requests);
	const value = known[Math.ceil((95 * known.length) / 100) - 1];
	return value === undefined ? null : quotient(value, 1000);
}

export function succeeded(requests: readonly Request[]): number {
	return requests.filter(({status}) => status !== null && status < 400).length;
}

export function failed(requests: readonly Request[]): number {
	return requests.filter(({status}) => status !== null && status >= 400).length;
}
