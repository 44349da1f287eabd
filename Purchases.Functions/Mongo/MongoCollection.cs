using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>A collection of the store. Every call has a time-out, here and on the server, so that no operations accumulate.</summary>
internal sealed class MongoCollection(MongoConnection connection, string name)
{
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);

    // Shorter than ReadTimeout: if the server itself ends a slow query, the connection can be reused.
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(4);

    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };

    public static FindOptions ReadOptions(int? batchSize = null) => new() { MaxTime = QueryTimeout, BatchSize = batchSize };

    /// <summary>A query, or the next documents of one.</summary>
    /// <exception cref="UnavailableException">It failed, or took longer than <see cref="ReadTimeout"/>.</exception>
    public Task<TResult> ReadAsync<TResult>(
        Func<IMongoCollection<BsonDocument>, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken) =>
        connection.CallAsync(ReadTimeout, (database, token) => call(In(database), token), cancellationToken);

    /// <summary>A write.</summary>
    /// <exception cref="UnavailableException">It failed, or took longer than <see cref="WriteTimeout"/>. It may be applied.</exception>
    public Task<TResult> WriteAsync<TResult>(
        Func<IMongoCollection<BsonDocument>, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken) =>
        connection.CallAsync(WriteTimeout, (database, token) => call(In(database), token), cancellationToken);

    /// <summary>Idempotency: inserts, and the unique _id rejects documents that exist already.</summary>
    /// <param name="isExpected">Whether an error concerns a single document and the caller handles it.</param>
    /// <returns>The expected errors. All other documents are stored.</returns>
    /// <exception cref="UnavailableException">There was another error: any of the documents may be stored.</exception>
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
                    // With a WriteConcernError the other documents may not be durable, even if all write errors are duplicates.
                    return e.WriteErrors;
                }
            },
            cancellationToken);

    public static bool IsDuplicate(BulkWriteError error) => error.Category == ServerErrorCategory.DuplicateKey;

    /// <summary>Creates an index unless it exists. That can take long on a large collection, so there is no time-out.</summary>
    public async Task CreateIndexAsync(CreateIndexModel<BsonDocument> index) =>
        await In(await connection.DatabaseAsync(CancellationToken.None)).Indexes.CreateOneAsync(index);

    private IMongoCollection<BsonDocument> In(IMongoDatabase database) => database.GetCollection<BsonDocument>(name);
}
