using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Mongo;

internal static class MongoServices
{
    /// <summary>
    /// MongoDB as the store. Nothing is read or connected before a function needs it, so that the web role runs without MongoDB's settings.
    /// </summary>
    public static IServiceCollection AddMongoPurchaseStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => MongoSettings.Read(configuration));
        services.AddSingleton<MongoConnection>();
        if (new EnabledFunctions(configuration).NeedStore) services.AddHostedService<WriteConcernCheck>();
        return services.AddStore<MongoPurchaseStore, MongoRejectedEventStore, MongoConnection>(
            configuration, (mongo, cancellationToken) => mongo.PingAsync(cancellationToken));
    }

    // Not an error: for a test server or a demo it is what somebody wants.
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
