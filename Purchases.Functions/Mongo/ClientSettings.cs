using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>
/// How the driver is set up: for a worker that retries, where waiting long helps nobody. An option in MONGO_URI always wins.
/// </summary>
internal static class ClientSettings
{
    private static readonly TimeSpan ServerSelectionTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WaitQueueTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(15);
    private const int MaxConnectionPoolSize = 16;

    /// <summary>Looks up the hosts of a mongodb+srv address in DNS; connects to nothing yet.</summary>
    public static MongoClientSettings Of(MongoSettings mongo)
    {
        var settings = MongoClientSettings.FromUrl(mongo.Url);
        var given = OptionsIn(mongo.Uri);
        bool Unset(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (given.Contains(name)) return false;
            }

            return true;
        }

        if (Unset("appName")) settings.ApplicationName = "purchases";

        // The driver's defaults: 30 s to find a server and to connect, 2 min for a free connection, for ever for an answer.
        if (Unset("serverSelectionTimeoutMS", "serverSelectionTimeout")) settings.ServerSelectionTimeout = ServerSelectionTimeout;
        if (Unset("connectTimeoutMS", "connectTimeout")) settings.ConnectTimeout = ConnectTimeout;
        if (Unset("waitQueueTimeoutMS", "waitQueueTimeout")) settings.WaitQueueTimeout = WaitQueueTimeout;
        if (Unset("socketTimeoutMS", "socketTimeout")) settings.SocketTimeout = SocketTimeout;

        // A process writes one batch at a time; many pods share one server.
        if (Unset("maxPoolSize")) settings.MaxConnectionPoolSize = Math.Max(MaxConnectionPoolSize, settings.MinConnectionPoolSize);

        // Offsets: a write that only the primary has is undone when the primary is lost, after the offset has moved.
        if (Unset("w", "safe")) settings.WriteConcern = settings.WriteConcern.With(mode: "majority");
        return settings;
    }

    private static HashSet<string> OptionsIn(string uri)
    {
        var query = uri.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? []
            : new(uri[(query + 1)..].Split(['&', ';']).Select(option => option.Split('=')[0]), StringComparer.OrdinalIgnoreCase);
    }
}
