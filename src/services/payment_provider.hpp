// What takes payments and gives them back: one interface, and those that the server has.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "services/payment_events.hpp"
#include "store/payments.hpp"

namespace services {

// Where a customer pays, as the provider names it.
struct PaymentSession {
    std::string id;
    std::string url;
};

// Where the provider sends the customer afterwards.
struct ReturnPages {
    std::string success_url;
    std::string cancel_url;
};

struct RefundAnswer {
    enum class Status { succeeded, pending, failed };
    Status status = Status::pending;
    std::string provider_refund_id;
    std::string reason;  // of a failure
};

// Every call may be repeated with the same payment or refund and then means the same one. A
// provider that does not answer is payment_provider_unavailable. Nobody calls while a row is
// locked.
class PaymentProvider {
public:
    virtual ~PaymentProvider() = default;

    virtual base::Task<base::Result<PaymentSession>> open(Context context, store::PaymentTask task,
                                                          ReturnPages pages) const = 0;
    // What has become of the payment: paid, failed, expired or still_open.
    virtual base::Task<base::Result<PaymentEvent>> ask(Context context,
                                                       store::PaymentTask task) const = 0;
    // Ends a payment that nobody waits for any more, and says what became of it: it may have been
    // paid just before.
    virtual base::Task<base::Result<PaymentEvent>> close(Context context,
                                                         store::PaymentTask task) const = 0;
    virtual base::Task<base::Result<RefundAnswer>> refund(Context context,
                                                          store::RefundTask task) const = 0;
};

// The providers of a server by name. Callable from every thread once it is made.
class PaymentProviders {
public:
    void add(std::string name, std::unique_ptr<PaymentProvider> provider) {
        providers_[std::move(name)] = std::move(provider);
    }
    // Null where the server does not have it.
    const PaymentProvider* find(std::string_view name) const {
        const auto found = providers_.find(name);
        return found == providers_.end() ? nullptr : found->second.get();
    }

private:
    std::map<std::string, std::unique_ptr<PaymentProvider>, std::less<>> providers_;
};

}  // namespace services
