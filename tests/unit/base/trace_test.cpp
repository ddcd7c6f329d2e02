// Trace contexts as the W3C's specification writes them.
#include "base/trace.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace base {
namespace {

const std::string trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string span_id = "00f067aa0ba902b7";

TEST(Trace, TakesTheIdAndWhetherTheCallerKeepsItsPart) {
    const auto sampled = parse_traceparent("00-" + trace_id + "-" + span_id + "-01");
    ASSERT_TRUE(sampled);
    EXPECT_EQ(sampled->id, trace_id);
    EXPECT_TRUE(sampled->is_sampled);
    for (const std::string flags : {"00", "02", "fe"}) {
        const auto other = parse_traceparent("00-" + trace_id + "-" + span_id + "-" + flags);
        ASSERT_TRUE(other) << flags;
        EXPECT_FALSE(other->is_sampled) << flags;
    }
    EXPECT_TRUE(parse_traceparent("00-" + trace_id + "-" + span_id + "-ff")->is_sampled);
}

TEST(Trace, ReadsOfALaterVersionWhatItKnows) {
    const std::string known = trace_id + "-" + span_id + "-01";
    for (const std::string& header :
         {"cc-" + known, "01-" + known + "-", "fe-" + known + "-what"}) {
        const auto trace = parse_traceparent(header);
        ASSERT_TRUE(trace) << header;
        EXPECT_EQ(trace->id, trace_id);
        EXPECT_TRUE(trace->is_sampled);
    }
}

TEST(Trace, IgnoresWhatIsNotValid) {
    const std::string known = trace_id + "-" + span_id;
    const std::vector<std::string> headers = {
        "",
        "00",
        "nonsense",
        "00-" + known,                             // no flags
        "00-" + known + "-1",                      // half of them
        "00-" + known + "-0g",                     // no hex
        "00-" + known + "-0A",                     // upper case
        "00-" + known + "-01-",                    // version 00 ends here
        "00-" + known + "-01-what",                //
        "00-" + known + "-01 ",                    //
        "01-" + known + "-01what",                 // nothing parts it
        "ff-" + known + "-01",                     // no version
        "0-" + known + "-01",                      //
        "0x-" + known + "-01",                     //
        "0A-" + known + "-01",                     //
        "00_" + known + "-01",                     // another separator
        "00-" + trace_id + "_" + span_id + "-01",  //
        "00-" + known + "_01",                     //
        "00-00000000000000000000000000000000-" + span_id + "-01",
        "00-" + trace_id + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + span_id + "-01",
        "00-" + trace_id + "-00F067AA0BA902B7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-" + span_id + "-01",    // one digit less
        "00-4bf92f3577b34da6a3ce929d0e0e47361-" + span_id + "-01",  // one more
        "00-4bf92f3577b34da6a3ce929d0e0e473.-" + span_id + "-01",
        "00-" + trace_id + "-00f067aa0ba902b-01",
        std::string("00-") + trace_id + "-00f067aa0ba902b" + '\0' + "-01",
        " 00-" + known + "-01",
    };
    for (const std::string& header : headers) EXPECT_FALSE(parse_traceparent(header)) << header;
}

TEST(Trace, GoesOutWithASpanOfItsOwn) {
    Trace trace;
    trace.id = trace_id;
    trace.is_sampled = true;
    const std::string first = traceparent_of(trace);
    const auto read = parse_traceparent(first);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, trace_id);
    EXPECT_TRUE(read->is_sampled);
    EXPECT_NE(first, traceparent_of(trace));
    trace.is_sampled = false;
    EXPECT_TRUE(traceparent_of(trace).ends_with("-00"));
}

TEST(Trace, IsNewEachTime) {
    const Trace trace = new_trace();
    EXPECT_TRUE(parse_traceparent(traceparent_of(trace)));
    EXPECT_FALSE(trace.is_sampled);
    EXPECT_NE(trace.id, new_trace().id);
}

}  // namespace
}  // namespace base
