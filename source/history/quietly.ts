/** Suppresses the warning about an experimental module, which Node would write over the screen. Other warnings pass. */
export function quietly<T>(work: () => T): T {
	const emit = process.emitWarning;
	process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
		const [kind] = rest;
		const type = typeof kind === 'object' && kind !== null ? (kind as {type?: string}).type : kind;
		if (type !== 'ExperimentalWarning') Reflect.apply(emit, process, [warning, ...rest]);
	}) as typeof process.emitWarning;
	try {
		return work();
	} finally {
		process.emitWarning = emit;
	}
}
