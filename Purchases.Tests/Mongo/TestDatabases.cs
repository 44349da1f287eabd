using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

/// <summary>An empty database for each test on the server of MONGO_URI; all of them are dropped at the end.</summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private static readonly string? Uri = Environment.GetEnvironmentVariable("MONGO_URI");

    private readonly List<MongoConnection> _connections = [];

    public static void SkipWithoutServer() => Assert.SkipUnless(
        !string.IsNullOrEmpty(Uri),
        "MONGO_URI is not set: this did NOT run against MongoDB. Set it, such as to mongodb://localhost:27017.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            var database = await connection.DatabaseAsync(CancellationToken.None);
            await database.Client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);
            connection.Dispose();
        }
    }

    internal MongoConnection Create()
    {
        var connection = new MongoConnection(
            MongoSettings.Read(Settings.Of(("MONGO_URI", Uri), ("MONGO_DB", $"purchases_test_{Guid.NewGuid():N}"))), TimeProvider.System);
        _connections.Add(connection);
        return connection;
    }
}
