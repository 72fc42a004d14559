-- Asks for the addresses of a file in turn, each thread from another place on, as a browser does.
local paths = {}
local at = 0

function init(args)
  for path in io.lines(args[1]) do
    paths[#paths + 1] = path
  end
  math.randomseed(os.time())
  at = math.random(#paths)
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], { ["accept-encoding"] = "gzip", ["accept"] = "text/html,*/*;q=0.8" })
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("%.0f requests/s, p50 %.2f ms, p99 %.2f ms, longest %.0f ms, %d not 2xx or 3xx, %d broken\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
