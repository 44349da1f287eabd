using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Mongo;

internal static class MongoServices
{
    /// <summary>Adds MongoDB as the store. Its settings are read at its first use: the web role runs without them.</summary>
    public static IServiceCollection AddMongoPurchaseStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => MongoSettings.Read(configuration));
        services.AddSingleton<MongoConnection>();
        if (new EnabledFunctions(configuration).NeedStore) services.AddHostedService<WriteConcernCheck>();
        return services.AddStore<MongoPurchaseStore, MongoRejectedEventStore, MongoConnection>(
            configuration, (mongo, cancellationToken) => mongo.PingAsync(cancellationToken));
    }

    // Not an error: it is acceptable for a test server or a demo.
    private sealed class WriteConcernCheck(MongoSettings settings, ILogger<MongoConnection> logger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (settings.WeakensWrites) MongoLog.WeakWrites(logger);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
