#include "bank.h"
Account::Account(std::string owner) : owner_(std::move(owner)) {}
static void check(long cents) { if (cents <= 0) throw std::invalid_argument("amount"); }
void Account::deposit(long cents) { check(cents); balance_ += cents; }
void Account::withdraw(long cents) { check(cents); if (cents > balance_) throw std::runtime_error("funds"); balance_ -= cents; }
const std::string &Account::owner() const { return owner_; }
Account &Bank::open(const std::string &owner) { return accounts_.emplace(owner, Account(owner)).first->second; }
Account &Bank::find(const std::string &owner) { auto at = accounts_.find(owner); if (at == accounts_.end()) throw std::out_of_range(owner); return at->second; }
void Bank::transfer(const std::string &from, const std::string &to, long cents) { find(from).withdraw(cents); find(to).deposit(cents); }
long Bank::total() const { long sum = 0; for (auto &[_, one] : accounts_) sum += one.balance(); return sum; }
std::size_t Bank::size() const { return accounts_.size(); }
