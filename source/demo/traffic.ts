import {openConnection, type Sql} from '../postgres/connect.ts';
import {isConnectionLoss} from '../postgres/server-error.ts';
import type {ConnectionSettings} from '../settings/connection.ts';

/** Turns per second and session. */
const perSecond = 5;

type Known = {users: readonly {id: string; tenant: string}[]; servers: readonly string[]};

/** Paths with their usual milliseconds, as in the previous day of 02-requests.sql. */
const paths = [
	['/v1/tools/call', 42],
	['/v1/tools/list', 12],
	['/v1/resources/read', 30],
	['/v1/search', 65],
	['/v1/prompts/get', 15],
	['/v1/sessions', 18],
	['/v1/files/upload', 160],
	['/v1/reports/export', 420],
] as const;

/** After a crash a statement may stay without an answer, and the driver does not always notice. */
const answerWithinMs = 10_000;

/**
Generates modest traffic through the registry's indexes from three applications until it is stopped. It reconnects to a
restarted server.
@param fail receives errors other than a lost server
*/
export function startTraffic(
	connection: ConnectionSettings,
	fail: (error: unknown) => void,
): () => Promise<void> {
	let stopped = false;
	const stops: Array<() => Promise<void>> = [];

	const every = (milliseconds: number, application: string, work: (sql: Sql) => Promise<unknown>) => {
		let sql = session(connection, application);
		let busy = false;
		const turn = async () => {
			busy = true;
			try {
				await answered(work(sql));
			} catch (error) {
				if (stopped) return;
				if (!(error instanceof NoAnswer || isConnectionLoss(error))) fail(error);
				const lost = sql;
				sql = session(connection, application);
				await lost.end({timeout: 0});
			} finally {
				busy = false;
			}
		};
		const timer = setInterval(() => {
			if (!busy && !stopped) void turn();
		}, milliseconds);
		stops.push(async () => {
			clearInterval(timer);
			await sql.end({timeout: 1});
		});
	};

	let known: Known | undefined;
	const knowing = (work: (sql: Sql, known: Known) => Promise<unknown>) => async (sql: Sql) => {
		known ??= await acquaint(sql);
		await work(sql, known);
	};
	every(1000 / perSecond, 'mcp-gateway', knowing(requests));
	every(2000, 'mcp-health-worker', knowing(healthChecks));
	every(3000, 'mcp-reports', knowing(report));
	return async () => {
		stopped = true;
		await Promise.all(stops.map(stop => stop()));
	};
}

class NoAnswer extends Error {}

async function answered(work: Promise<unknown>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const silence = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new NoAnswer('The server does not answer.')), answerWithinMs);
	});
	try {
		await Promise.race([work, silence]);
	} finally {
		clearTimeout(timer);
	}
}

function session(connection: ConnectionSettings, applicationName: string): Sql {
	// Small tables would be read without their indexes, which the demo is about.
	return openConnection({...connection, applicationName, options: '-c enable_seqscan=off'}, 'action');
}

async function acquaint(sql: Sql): Promise<Known> {
	const [users, servers] = await Promise.all([
		sql<
			Array<{id: string; tenant: string}>
		>`select id, tenant_id as tenant from users where tenant_id is not null`,
		sql<Array<{id: string}>>`select id from mcp_servers where health_status <> 'maintenance'`,
	]);
	return {users, servers: servers.map(({id}) => id)};
}

function pick<T>(items: readonly T[], skew = 1): T {
	const item = items[Math.floor(Math.random() ** skew * items.length)];
	if (item === undefined) throw new Error('The demo registry is empty.');
	return item;
}

/** The work of the gateway for a request: find the user's session, choose a server, write the log. A few at a time. */
async function requests(sql: Sql, {users, servers}: Known): Promise<void> {
	for (let turn = 0; turn < 4; turn++) {
		const user = pick(users, 1.6);
		const server = pick(servers);
		await sql`select from sessions where user_id = ${user.id} and is_active and expires_at > now()`;
		await sql`select from mcp_servers where tenant_id = ${user.tenant} and health_status = 'healthy'`;
		const [path, usualMs] = pick(paths, 2.2);
		const slow = Math.random() < 0.08 ? 4 : 1;
		const durationMs = usualMs * slow * Math.exp(1.1 * (Math.random() + Math.random() + Math.random() - 1.5));
		const status = Math.random() < 0.012 ? 502 : 200;
		await sql`
			insert into request_logs
				(request_id, tenant_id, user_id, method, path, target_server_id, status_code, duration_ms, client_ip)
			values
				(${crypto.randomUUID()}, ${user.tenant}, ${user.id}, 'POST', ${path}, ${server}, ${status},
				${durationMs}, '10.0.0.7')
		`;
	}
}

async function healthChecks(sql: Sql, {servers}: Known): Promise<void> {
	const server = pick(servers);
	await sql`
		update mcp_servers
		set last_health_check = now(), avg_response_time = avg_response_time * ${0.95 + Math.random() * 0.1},
			active_connections = ${Math.floor(Math.random() * 30)}, updated_at = now()
		where id = ${server}
	`;
	await sql`select from circuit_breakers where server_id = ${server} and state = 'closed'`;
}

async function report(sql: Sql, {users}: Known): Promise<void> {
	const {tenant} = pick(users);
	await sql`
		select from request_logs where tenant_id = ${tenant} and request_time > now() - interval '2 minutes'
		order by request_time desc limit 50
	`;
	await sql`select from audit_logs where tenant_id = ${tenant} order by timestamp desc limit 20`;
}
