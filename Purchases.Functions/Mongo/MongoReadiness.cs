using MongoDB.Bson;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>MongoDB answers.</summary>
internal sealed class MongoReadiness(MongoConnection connection, TimeProvider time)
{
    // Shorter than the readiness check as a whole, so that the answer can say why.
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(PingTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await MongoFailure.TranslatedAsync(() =>
                connection.Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: either.Token));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException($"MongoDB did not answer within {PingTimeout.TotalSeconds} s.", e);
        }
    }
}
