import {createHash} from 'node:crypto';

/** Rows of a registry with two million requests in half a year; another scale changes all in proportion. */
const atScaleOne = {
	tenants: 500,
	users: 50_000,
	sessions: 150_000,
	apiKeys: 50_000,
	enhancedApiKeys: 50_000,
	servers: 10_000,
	tools: 80_000,
	resources: 40_000,
	serverMetrics: 400_000,
	routingRules: 5_000,
	systemConfigs: 5_000,
	accessRules: 50_000,
	queuedRequests: 100_000,
	alerts: 20_000,
	requests: 2_000_000,
	auditRows: 200_000,
	fastmcpRows: 200_000,
	toolConfigurations: 10_000,
	discoverySessions: 20_000,
	toolExecutions: 200_000,
	queryMetrics: 200_000,
} as const;

export type Sizes = Readonly<Record<keyof typeof atScaleOne, number>>;

/** @param scale 1 is two million requests; each table has at least ten rows */
export function sizesAt(scale: number): Sizes {
	const entries = Object.entries(atScaleOne).map(([name, rows]) => [
		name,
		Math.max(10, Math.round(rows * scale)),
	]);
	return Object.fromEntries(entries) as Sizes;
}

/** How far back the logs reach. */
export const loggedDays = 180;

type Kind = 'tenant' | 'user' | 'server' | 'tool';

/** The key of the n-th row of a kind, the same in every run. In SQL it is bench.id(). */
export function idOf(kind: Kind, n: number): string {
	const digest = createHash('md5').update(`${kind}${n}`).digest('hex');
	return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Seed of the random values, the same in every run. */
export const seed = 0.42;

export const toolNames = [
	'list_files',
	'read_file',
	'search',
	'create_ticket',
	'send_mail',
	'find_route',
	'query_metrics',
	'charge_card',
	'book_room',
	'summarize',
	'translate',
	'run_query',
	'create_branch',
	'open_pull_request',
	'resize_image',
	'transcribe',
	'list_events',
	'get_weather',
	'convert_currency',
	'post_message',
	'lookup_customer',
	'sign_document',
	'scan_receipt',
	'deploy',
] as const;
