-- wrk: counts replies by status, for itself (GET of one URL, each must be 200) and for holds.lua.
expected_status = 200
expected, other = 0, 0
threads = {}

function setup(thread)
    table.insert(threads, thread)
    thread:set("thread_number", #threads)
end

function response(status)
    if status == expected_status then expected = expected + 1 else other = other + 1 end
end

-- One line for run_wrk in http.sh: expected and other replies, broken requests, seconds, P50 and P99 in ms.
function done(summary, latency)
    local all_expected, all_other = 0, 0
    for _, thread in ipairs(threads) do
        all_expected = all_expected + thread:get("expected")
        all_other = all_other + thread:get("other")
    end
    local errors = summary.errors
    print(string.format("RESULT %d %d %d %.6f %.2f %.2f", all_expected, all_other,
        errors.connect + errors.read + errors.write + errors.timeout, summary.duration / 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
