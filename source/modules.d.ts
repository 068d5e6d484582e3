declare module '*.sql' {
	const text: string;
	export default text;
}

declare module 'pack:migrations' {
	const files: ReadonlyArray<{name: string; text: string}>;
	export default files;
}

/** Set by the bundler from package.json. */
declare const PGDECK_VERSION: string;

declare module 'pgpass' {
	type Entry = {host: string; port: number; database: string; user: string};
	export default function readPasswordFile(
		entry: Entry,
		callback: (password: string | undefined) => void,
	): void;
}
