using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>The only client of this process, created when it is first needed.</summary>
internal sealed class MongoConnection : IDisposable
{
    /// <summary>How long a call waits for the client.</summary>
    public static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(3);

    // Shorter than the time-out of a readiness check, so that the check can return the reason.
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    private readonly MongoSettings _settings;
    private readonly TimeProvider _time;
    private readonly Func<MongoClient> _createClient;
    private readonly Lock _lock = new();
    private Task<MongoClient>? _client;

    public MongoConnection(MongoSettings settings, TimeProvider time)
        : this(settings, time, () => new(settings.ToClientSettings()))
    {
    }

    /// <param name="createClient">May block for a long time.</param>
    internal MongoConnection(MongoSettings settings, TimeProvider time, Func<MongoClient> createClient) =>
        (_settings, _time, _createClient) = (settings, time, createClient);

    public MongoCollection Purchases => new(this, _settings.Collection);

    public MongoCollection Rejected => new(this, _settings.RejectedCollection);

    /// <exception cref="UnavailableException">MongoDB doesn't reply.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => CallAsync(
        PingTimeout,
        (database, token) => database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: token),
        cancellationToken);

    /// <summary>Calls the driver.</summary>
    /// <exception cref="UnavailableException">It failed, or took longer than <paramref name="timeout"/>.</exception>
    public async Task<T> CallAsync<T>(
        TimeSpan timeout, Func<IMongoDatabase, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await call(await DatabaseAsync(either.Token), either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException($"MongoDB did not answer within {timeout.TotalSeconds} s.", e);
        }
        catch (Exception e) when (MongoFailure.Describe(e) is { } message)
        {
            throw new UnavailableException(message, e);
        }
    }

    /// <exception cref="UnavailableException">There is no client.</exception>
    public async Task<IMongoDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ClientAsync().WaitAsync(ClientTimeout, _time, cancellationToken)).GetDatabase(_settings.Database);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new UnavailableException("MongoDB can't be addressed: check the host in MONGO_URI, its DNS server and the options.", e);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_client is { IsCompletedSuccessfully: true }) _client.Result.Dispose();
        }
    }

    // The driver (3.14, MongoClientSettings.FromUrl) looks up a mongodb+srv address in DNS and blocks until it has an answer, for 15 s or
    // more if no DNS server replies. All calls wait for the same attempt. After a failed attempt, the next call starts another one.
    private Task<MongoClient> ClientAsync()
    {
        lock (_lock)
        {
            if (_client is null || _client.IsFaulted) _client = Task.Run(_createClient);
            return _client;
        }
    }
}
