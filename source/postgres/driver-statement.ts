/** A statement as the driver (postgres 3.4) has made it, and before it sends it: what of it its types do not tell. */
export type DriverStatement = {
	/** Its text, broken at its parameters. */
	strings: readonly string[];
	readonly args: readonly unknown[];
	readonly options: object;
	/** Known when it was sent: the server keeps it by a name. */
	readonly prepared?: boolean;
};

/** Undefined for anything else, as the promise of what a transaction of its own gives. */
export function driverStatement(value: unknown): DriverStatement | undefined {
	const found = typeof value === 'object' && value !== null && 'args' in value && Array.isArray(value.args);
	return found ? (value as DriverStatement) : undefined;
}
