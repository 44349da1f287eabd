using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// A collection of the store. Every call ends in time, here and on the server, so that callers are answered and nothing piles up.
/// </summary>
internal sealed class MongoCollection(MongoConnection connection, string name)
{
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);

    // Shorter than ReadTimeout: when the server ends a slow query by itself, the connection can be used again.
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(4);

    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };

    public static FindOptions ReadOptions(int? batchSize = null) => new() { MaxTime = QueryTimeout, BatchSize = batchSize };

    /// <summary>One query, or the next documents of one.</summary>
    /// <exception cref="UnavailableException">It failed, or took longer than <see cref="ReadTimeout"/>.</exception>
    public Task<TResult> ReadAsync<TResult>(
        Func<IMongoCollection<BsonDocument>, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken) =>
        connection.CallAsync(ReadTimeout, (database, token) => call(In(database), token), cancellationToken);

    /// <summary>One write.</summary>
    /// <exception cref="UnavailableException">
    /// It failed, or took longer than <see cref="WriteTimeout"/>. It may still have been carried out.
    /// </exception>
    public Task<TResult> WriteAsync<TResult>(
        Func<IMongoCollection<BsonDocument>, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken) =>
        connection.CallAsync(WriteTimeout, (database, token) => call(In(database), token), cancellationToken);

    /// <summary>Idempotency: inserts, and the unique _id rejects what is there already.</summary>
    /// <param name="isExpected">Whether an error concerns one document alone, which the caller handles.</param>
    /// <returns>The errors of single documents, all of them expected: the other documents are stored.</returns>
    /// <exception cref="UnavailableException">There is another error: any of the documents may be stored.</exception>
    public Task<IReadOnlyList<BulkWriteError>> InsertAsync(
        IEnumerable<BsonDocument> documents, Func<BulkWriteError, bool> isExpected, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<BulkWriteError>>(
            async (collection, token) =>
            {
                try
                {
                    await collection.InsertManyAsync(documents, Unordered, token);
                    return [];
                }
                catch (MongoBulkWriteException<BsonDocument> e) when (
                    e.WriteConcernError is null && e.WriteErrors.Count > 0 && e.WriteErrors.All(isExpected))
                {
                    // WriteConcernError first: without it the duplicates would hide a write that isn't durable.
                    return e.WriteErrors;
                }
            },
            cancellationToken);

    public static bool IsDuplicate(BulkWriteError error) => error.Category == ServerErrorCategory.DuplicateKey;

    /// <summary>Creates an index unless it exists. On a large collection that takes long, so this call has no time-out.</summary>
    public async Task CreateIndexAsync(CreateIndexModel<BsonDocument> index) =>
        await In(await connection.DatabaseAsync(CancellationToken.None)).Indexes.CreateOneAsync(index);

    private IMongoCollection<BsonDocument> In(IMongoDatabase database) => database.GetCollection<BsonDocument>(name);
}
