// Uses most of LevelDB once: writes, reads, iterates, deletes, compacts, opens again.
#include "leveldb/cache.h"
#include "leveldb/db.h"
#include "leveldb/filter_policy.h"
#include "leveldb/write_batch.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

static void require(const leveldb::Status &Status) {
  if (Status.ok())
    return;
  std::fprintf(stderr, "%s\n", Status.ToString().c_str());
  std::exit(1);
}

static std::string key(int I) {
  char Text[32];
  std::snprintf(Text, sizeof Text, "key-%08d", I * 7919 % 50000);
  return Text;
}

int main(int Count, char **Words) {
  if (Count != 2)
    return 2;
  leveldb::Options Options;
  Options.create_if_missing = true;
  const std::unique_ptr<const leveldb::FilterPolicy> Filter(leveldb::NewBloomFilterPolicy(10));
  const std::unique_ptr<leveldb::Cache> Cache(leveldb::NewLRUCache(1 << 20));
  Options.filter_policy = Filter.get();
  Options.block_cache = Cache.get();
  long Sum = 0;
  require(leveldb::DestroyDB(Words[1], Options));
  for (int Round = 0; Round < 2; ++Round) {
    leveldb::DB *Opened;
    require(leveldb::DB::Open(Options, Words[1], &Opened));
    const std::unique_ptr<leveldb::DB> Db(Opened);
    for (int I = 0; I < 5000; I += 10) {
      leveldb::WriteBatch Batch;
      for (int J = I; J < I + 10; ++J)
        Batch.Put(key(J), std::string(100 + J % 50, static_cast<char>('a' + Round)));
      Batch.Delete(key(I + 3));
      require(Db->Write(leveldb::WriteOptions(), &Batch));
    }
    std::string Value;
    for (int I = 0; I < 1000; ++I)
      if (Db->Get(leveldb::ReadOptions(), key(I), &Value).ok())
        Sum += static_cast<long>(Value.size());
    Db->CompactRange(nullptr, nullptr);
    const std::unique_ptr<leveldb::Iterator> It(Db->NewIterator(leveldb::ReadOptions()));
    for (It->SeekToFirst(); It->Valid(); It->Next())
      Sum += static_cast<long>(It->value().size());
    for (It->SeekToLast(); It->Valid(); It->Prev())
      ++Sum;
    require(It->status());
    if (Db->GetProperty("leveldb.stats", &Value))
      Sum += static_cast<long>(Value.empty());
  }
  std::printf("%ld\n", Sum);
}
