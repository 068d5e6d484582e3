import {coder} from '../../format/coded.ts';

/** Why a part of replication is not known. */
export const replicationAbsence = coder({
	'wal-directory': () => 'only members of pg_monitor may list the WAL directory',
});
