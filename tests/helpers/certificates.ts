import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll} from 'vitest';

/** An authority of the tests' own, made by openssl, gone after the file's tests. */
export function createAuthority(name: string) {
	const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-certificates-'));
	afterAll(() => rmSync(folder, {recursive: true, force: true}));
	const openssl = (...words: readonly string[]) =>
		execFileSync('openssl', words, {cwd: folder, stdio: ['ignore', 'ignore', 'pipe']});
	const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	openssl(
		'req',
		'-x509',
		...elliptic,
		'-days',
		'2',
		'-subj',
		`/CN=${name}`,
		'-keyout',
		'ca.key',
		'-out',
		'ca.crt',
	);
	let serial = 0;
	return {
		folder,
		root: path.join(folder, 'ca.crt'),
		/** @param names as openssl writes them: `DNS:db.test`, `IP:127.0.0.1` */
		issue(commonName: string, names: readonly string[] = []): {certificate: string; key: string} {
			const stem = `leaf${++serial}`;
			const extension = path.join(folder, `${stem}.ext`);
			writeFileSync(extension, names.length === 0 ? '' : `subjectAltName=${names.join(',')}\n`);
			openssl(
				'req',
				...elliptic,
				'-subj',
				`/CN=${commonName}`,
				'-keyout',
				`${stem}.key`,
				'-out',
				`${stem}.csr`,
			);
			openssl(
				...['x509', '-req', '-in', `${stem}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-days', '2'],
				...['-set_serial', String(serial), '-extfile', extension, '-out', `${stem}.crt`],
			);
			return {certificate: path.join(folder, `${stem}.crt`), key: path.join(folder, `${stem}.key`)};
		},
	};
}
