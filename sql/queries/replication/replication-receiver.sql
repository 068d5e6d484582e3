-- The WAL receiver of a standby: one row, or none. Never its conninfo.
-- Since: 13. Needs: pg_monitor for all but the process. Cost: none.
select
	r.pid as "pid",
	r.status as "status",
	r.sender_host as "senderHost",
	r.sender_port as "senderPort",
	r.slot_name as "slot",
	r.received_tli as "timeline",
	r.written_lsn::text as "writtenLsn",
	r.flushed_lsn::text as "flushedLsn",
	r.latest_end_lsn::text as "senderLsn",
	r.last_msg_send_time as "messageSentAt",
	r.last_msg_receipt_time as "messageReceivedAt",
	r.latest_end_time as "senderLsnAt"
from pg_catalog.pg_stat_wal_receiver r
where r.pid is not null
