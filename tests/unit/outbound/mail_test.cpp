// Mails as text, and the folder that they are delivered to.
#include "outbound/mail.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "base/ids.hpp"

namespace {

outbound::Mail sample() {
    outbound::Mail mail;
    mail.id = "0199a0c2";
    mail.from = "Tours <tours@example.com>";
    mail.to = "ann@example.org";
    mail.subject = "Hello";
    mail.text = "One line.\n";
    mail.date = base::Instant(std::chrono::seconds(1795393800));
    return mail;
}

std::string body_of(const std::string& text) {
    outbound::Mail mail = sample();
    mail.text = text;
    const std::string message = outbound::to_message(mail).value();
    return message.substr(message.find("\r\n\r\n") + 4);
}

std::string header_of(const std::string& message, const std::string& name) {
    const std::string start = name + ": ";
    const std::size_t begin =
        message.starts_with(start) ? start.size() : message.find("\r\n" + start) + start.size() + 2;
    std::size_t end = message.find("\r\n", begin);
    while (message[end + 2] == ' ') end = message.find("\r\n", end + 2);
    return message.substr(begin, end - begin);
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// A folder of its own, removed with the test.
struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("mail_test_" + base::random_hex(8));
    ~Folder() { std::filesystem::remove_all(path); }
};

TEST(Mail, HasTheHeadersOfAMailThatAProgramWrote) {
    EXPECT_EQ(outbound::to_message(sample()).value(),
              "From: Tours <tours@example.com>\r\n"
              "To: ann@example.org\r\n"
              "Subject: Hello\r\n"
              "Date: Mon, 23 Nov 2026 00:30:00 +0000\r\n"
              "Message-ID: <0199a0c2@example.com>\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "One line.\r\n");
}

TEST(Mail, ASubjectBeginsNoHeaderOfItsOwn) {
    outbound::Mail mail = sample();
    mail.subject = "Hello\r\nBcc: everybody@example.com\r\n\r\nText";
    const std::string message = outbound::to_message(mail).value();
    EXPECT_EQ(header_of(message, "Subject"), "Hello  Bcc: everybody@example.com    Text");
    EXPECT_EQ(message.find("\r\nBcc"), std::string::npos);
}

TEST(Mail, AnAddressThatIsNoneIsRefused) {
    for (const std::string to : {"", "ann", "ann@example.org\r\nBcc: b@example.org", "a@b@c",
                                 "ann@example.org, b@example.org", "<ann@example.org>"}) {
        outbound::Mail mail = sample();
        mail.to = to;
        EXPECT_FALSE(outbound::to_message(mail)) << to;
    }
    outbound::Mail mail = sample();
    mail.from = "Tours";
    EXPECT_FALSE(outbound::to_message(mail));
}

TEST(Mail, ASubjectBeyondAsciiIsWordsOfWholeCharacters) {
    outbound::Mail mail = sample();
    mail.subject = "Ö Tours";
    EXPECT_EQ(header_of(outbound::to_message(mail).value(), "Subject"), "=?utf-8?B?w5YgVG91cnM=?=");
    mail.subject.clear();
    for (int i = 0; i < 30; ++i) mail.subject += "ö";  // 60 bytes: 22 characters, then 8
    const std::string subject = header_of(outbound::to_message(mail).value(), "Subject");
    std::istringstream lines(subject);
    int words = 0;
    for (std::string line; std::getline(lines, line); ++words) EXPECT_LE(line.size(), 78U);
    EXPECT_EQ(words, 2);
}

TEST(Mail, TextIsQuotedPrintable) {
    EXPECT_EQ(body_of("a=b\n"), "a=3Db\r\n");
    EXPECT_EQ(body_of("Zoë\n"), "Zo=C3=AB\r\n");
    EXPECT_EQ(body_of("ends with a space \nnext\n"), "ends with a space=20\r\nnext\r\n");
    EXPECT_EQ(body_of(std::string(80, 'x') + "\n"),
              std::string(75, 'x') + "=\r\n" + std::string(5, 'x') + "\r\n");
    EXPECT_EQ(body_of("tab\tand\rreturn\n"), "tab=09and=0Dreturn\r\n");
}

TEST(Mail, IsDeliveredAsOneFileThatOnlyItsOwnerReads) {
    const Folder folder;
    const outbound::Mail mail = sample();
    ASSERT_TRUE(outbound::deliver_to_folder(folder.path / "mail", mail));
    const auto file = folder.path / "mail" / "0199a0c2.eml";
    EXPECT_EQ(content_of(file), outbound::to_message(mail).value());
    struct stat status{};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(stat((folder.path / "mail").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST(Mail, DeliveredAgainItReplacesItself) {
    const Folder folder;
    outbound::Mail mail = sample();
    ASSERT_TRUE(outbound::deliver_to_folder(folder.path, mail));
    mail.subject = "Once more";
    ASSERT_TRUE(outbound::deliver_to_folder(folder.path, mail));
    int files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path)) {
        ++files;
    }
    EXPECT_EQ(files, 1);
    EXPECT_NE(content_of(folder.path / "0199a0c2.eml").find("Once more"), std::string::npos);
}

TEST(Mail, AFolderThatCannotBeWrittenIsSaidAndLeavesNothing) {
    const Folder folder;
    std::filesystem::create_directories(folder.path);
    std::ofstream(folder.path / "mail") << "a file where the folder should be";
    const auto delivered = outbound::deliver_to_folder(folder.path / "mail", sample());
    ASSERT_FALSE(delivered);
    EXPECT_NE(delivered.error().detail.find("could not write"), std::string::npos);
}

TEST(Mail, WithHtmlAndFilesHasAPartForEach) {
    outbound::Mail mail = sample();
    mail.sender = "Tøurs";
    mail.html = "<p>One line.</p>";
    mail.attachments.push_back({"text/calendar; method=REQUEST", "booking.ics", "", "calendar"});
    mail.attachments.push_back({"image/png", "ticket.png", "ticket@booking", "picture"});
    const std::string message = outbound::to_message(mail).value();
    // mixed(related(alternative(plain, html), picture), calendar): every reader shows what it can.
    const std::vector<std::string> order = {
        "multipart/mixed", "multipart/related", "multipart/alternative", "text/plain",
        "text/html",       "image/png",         "text/calendar"};
    std::size_t place = 0;
    for (const std::string& type : order) {
        place = message.find("Content-Type: " + type, place);
        ASSERT_NE(place, std::string::npos) << type;
    }
    EXPECT_NE(message.find("Content-ID: <ticket@booking>"), std::string::npos);
    EXPECT_EQ(header_of(message, "From"), "=?utf-8?B?VMO4dXJz?=\r\n <tours@example.com>");
    EXPECT_EQ(outbound::to_message(mail).value(), message);  // sent again it is the same mail
}

TEST(Mail, WithALongSubjectHasShortLines) {
    outbound::Mail mail = sample();
    mail.subject = std::string(2000, 'x');
    const std::string message = outbound::to_message(mail).value();
    std::size_t begin = 0;
    while (begin < message.size()) {
        const std::size_t end = std::min(message.find("\r\n", begin), message.size());
        EXPECT_LE(end - begin, 78U);
        begin = end + 2;
    }
}

TEST(Mail, ToNoAddressIsNone) {
    outbound::Mail mail = sample();
    mail.reply_to = "x@example.com\r\nBcc: y@example.com";
    EXPECT_FALSE(outbound::to_message(mail));
}

}  // namespace
