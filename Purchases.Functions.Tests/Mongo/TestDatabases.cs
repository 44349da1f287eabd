using Purchases.Functions.Mongo;

namespace Purchases.Functions.Tests.Mongo;

/// <summary>An empty database for each test on the server of MONGO_URI; all of them are dropped at the end.</summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private readonly List<MongoConnection> _connections = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            var database = connection.Database;
            await database.Client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);
            connection.Dispose();
        }
    }

    internal MongoConnection Create()
    {
        var uri = Environment.GetEnvironmentVariable("MONGO_URI");
        var connection = new MongoConnection(MongoSettings.Read(Settings.Of(("MONGO_URI", uri), ("MONGO_DB", $"purchases_test_{Guid.NewGuid():N}"))));
        _connections.Add(connection);
        return connection;
    }
}
