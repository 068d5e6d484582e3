/** A statement of the driver (postgres 3.4) before it is sent, with fields that its types do not declare. */
export type DriverStatement = {
	/** Its text, split at its parameters. */
	strings: readonly string[];
	readonly args: readonly unknown[];
	readonly options: object;
	/** Known once it was sent: the server keeps it under a name. */
	readonly prepared?: boolean;
};

/** Undefined for anything else, such as the promise of a transaction. */
export function driverStatement(value: unknown): DriverStatement | undefined {
	const found = typeof value === 'object' && value !== null && 'args' in value && Array.isArray(value.args);
	return found ? (value as DriverStatement) : undefined;
}
