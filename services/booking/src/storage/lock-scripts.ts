/**
 * What redlock does not keep: who holds a lock, how many one person holds, which ran out, and what was not announced yet. Each
 * script is one atomic step on Redis's own clock, so replicas need not agree on the time.
 *
 * KEYS: 1 the lock (redlock's), 2 its holder, 3 the holder's locks by expiry, 4 all expiries, 5 desks with unannounced news,
 * 6 the news by desk, 7 the sequence of news.
 */
const PRELUDE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local function tell(desk, fact, holder, lock)
  local news = cjson.encode({ deskId = desk, fact = fact, roomId = holder.roomId, locationId = holder.locationId,
    sequence = redis.call('INCR', KEYS[7]), lock = lock })
  redis.call('HSET', KEYS[6], desk, news)
  redis.call('ZADD', KEYS[5], now, desk)
  return news
end
`;

/** The holder outlives the lock, so that its end can still be told to the right place. */
const KEEP_MS = 3_600_000;

/** After redlock said yes. ARGV: value, ttl ms, longest ms, limit, desk, holder as JSON without times. */
export const RECORD = `${PRELUDE}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[4]) then
  redis.call('DEL', KEYS[1])
  return 'limit'
end
local desk = tonumber(ARGV[5])
local holder = cjson.decode(ARGV[6])
holder.value = ARGV[1]
holder.since = now
holder.expiresAt = now + tonumber(ARGV[2])
holder.maxExpiresAt = now + tonumber(ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], cjson.encode(holder), 'PX', tonumber(ARGV[3]) + ${KEEP_MS})
redis.call('ZADD', KEYS[3], holder.expiresAt, desk)
redis.call('PEXPIRE', KEYS[3], ARGV[3])
redis.call('ZADD', KEYS[4], holder.expiresAt, desk)
return tell(desk, 'acquired', holder, holder)
`;

/** After redlock extended. ARGV: value, ttl ms, desk. */
export const PROLONG = `${PRELUDE}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
local desk = tonumber(ARGV[3])
local text = redis.call('GET', KEYS[2])
if not text then return 'lost' end
local holder = cjson.decode(text)
if holder.value ~= ARGV[1] or holder.maxExpiresAt <= now then return 'lost' end
holder.expiresAt = math.min(now + tonumber(ARGV[2]), holder.maxExpiresAt)
redis.call('PEXPIRE', KEYS[1], holder.expiresAt - now)
redis.call('SET', KEYS[2], cjson.encode(holder), 'KEEPTTL')
redis.call('ZADD', KEYS[3], holder.expiresAt, desk)
redis.call('ZADD', KEYS[4], holder.expiresAt, desk)
return tell(desk, 'acquired', holder, holder)
`;

/** After redlock let go, or found that it was gone. ARGV: value, desk. Tells once, whoever else cleans up as well. */
export const FORGET = `${PRELUDE}
local text = redis.call('GET', KEYS[2])
if not text then return 'lost' end
local holder = cjson.decode(text)
if holder.value ~= ARGV[1] then return 'lost' end
redis.call('DEL', KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('ZREM', KEYS[4], ARGV[2])
return tell(tonumber(ARGV[2]), 'released', holder, nil)
`;

/**
 * Takes what ran out off the list and gives it to this caller alone. ARGV: most at once, prefix of lock keys, of holder keys, of
 * the keys of a user's locks. A lock that turns out to live is put back at its real end.
 */
export const CLAIM_EXPIRED = `${PRELUDE}
local told = {}
for _, desk in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, tonumber(ARGV[1]))) do
  local left = redis.call('PTTL', ARGV[2] .. desk)
  if left > 0 then
    redis.call('ZADD', KEYS[4], now + left, desk)
  else
    redis.call('ZREM', KEYS[4], desk)
    local text = redis.call('GET', ARGV[3] .. desk)
    if text then
      local holder = cjson.decode(text)
      redis.call('DEL', ARGV[3] .. desk)
      redis.call('ZREM', ARGV[4] .. holder.userId, desk)
      told[#told + 1] = tell(tonumber(desk), 'expired', holder, nil)
    end
  end
end
return told
`;

/** News that nobody confirmed. ARGV: at least this old in ms, most at once. */
export const UNANNOUNCED = `${PRELUDE}
local told = {}
for _, desk in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now - tonumber(ARGV[1]), 'LIMIT', 0, tonumber(ARGV[2]))) do
  local news = redis.call('HGET', KEYS[6], desk)
  if news then told[#told + 1] = news else redis.call('ZREM', KEYS[5], desk) end
end
return told
`;

/** Confirms news unless newer ones about the desk came since. ARGV: desk, sequence. */
export const CONFIRM = `
local news = redis.call('HGET', KEYS[6], ARGV[1])
if news and cjson.decode(news).sequence == tonumber(ARGV[2]) then
  redis.call('HDEL', KEYS[6], ARGV[1])
  redis.call('ZREM', KEYS[5], ARGV[1])
end
return 'ok'
`;
