// The trace of a request by its headers.
#include "api/trace.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace api {
namespace {

const std::string trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string parent = "00-" + trace_id + "-00f067aa0ba902b7-01";

base::Trace trace_with(std::vector<http::Header> headers) {
    http::Request request;
    request.headers = std::move(headers);
    return trace_of(request);
}

TEST(TraceOf, IsTheCallersWithWhatItIsToPassOn) {
    const auto trace =
        trace_with({{"traceparent", parent}, {"tracestate", "a=1"}, {"tracestate", "b=2,c=3"}});
    EXPECT_EQ(trace.id, trace_id);
    EXPECT_TRUE(trace.is_sampled);
    EXPECT_EQ(trace.state, "a=1,b=2,c=3");
}

TEST(TraceOf, IsANewOneWhereTheCallersCannotBeKnown) {
    EXPECT_NE(trace_with({}).id, trace_with({}).id);
    EXPECT_EQ(trace_with({{"tracestate", "a=1"}}).state, "");
    const auto invalid = trace_with({{"traceparent", parent + "-"}, {"tracestate", "a=1"}});
    EXPECT_NE(invalid.id, trace_id);
    EXPECT_EQ(invalid.id.size(), trace_id.size());
    EXPECT_FALSE(invalid.is_sampled);
    EXPECT_EQ(invalid.state, "");
    EXPECT_NE(trace_with({{"traceparent", parent}, {"traceparent", parent}}).id, trace_id);
}

TEST(TraceOf, PassesNoStateOnThatCouldDoHarm) {
    const std::string longest = "a=" + std::string(510, 'x');
    EXPECT_EQ(trace_with({{"traceparent", parent}, {"tracestate", longest}}).state, longest);
    for (const std::string& state :
         {longest + "x", std::string("a=1\r\nHost: b"), std::string("a=\xc3\xa9")}) {
        const auto trace = trace_with({{"traceparent", parent}, {"tracestate", state}});
        EXPECT_EQ(trace.id, trace_id);
        EXPECT_EQ(trace.state, "");
    }
}

}  // namespace
}  // namespace api
