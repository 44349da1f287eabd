using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Moq;
using Purchases.Core.Http;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Functions.Kafka.Confirmed;
using Purchases.Functions.Startup;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>The functions as the worker wires them, without a host. KAFKA_DELIVERY is confirmed unless a test sets it.</summary>
internal sealed class ConfirmedApp : IAsyncDisposable
{
    private readonly IHost _host;

    private ConfirmedApp(IHost host, FakeLoggerProvider logs) => (_host, Logs) = (host, logs);

    public IEventPublisher Publisher => _host.Services.GetRequiredService<IEventPublisher>();

    public SupervisedProducer Producer => _host.Services.GetRequiredService<SupervisedProducer>();

    public FakeLoggerProvider Logs { get; }

    public static async Task<ConfirmedApp> StartAsync(
        MockBroker broker, Action<ProducerConfig>? change = null, TimeProvider? time = null, string delivery = "confirmed")
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
        [
            new("KAFKA_BOOTSTRAP_SERVERS", broker.Address),
            new("KAFKA_TOPIC", MockBroker.Topic),
            new("KAFKA_DELIVERY", delivery),
        ]);
        builder.Services.AddPurchases(builder.Configuration);
        builder.Services.AddDelivery(builder.Configuration);
        builder.Services.AddSingleton(Mock.Of<IPurchaseStore>()).AddSingleton(Mock.Of<IRejectedEventStore>());
        if (time is not null) builder.Services.AddSingleton(time);
        var config = ProducerSettings.Read(builder.Configuration);
        config.Set("log_level", "0");

        // A busy machine may take its time to deliver what a test expects to be delivered.
        config.MessageTimeoutMs = (int)Eventually.Deadline.TotalMilliseconds;
        change?.Invoke(config);
        builder.Services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<SupervisedProducer>(provider, config, MockBroker.Topic));
        var logs = new FakeLoggerProvider();
        builder.Logging.AddProvider(logs);
        var app = new ConfirmedApp(builder.Build(), logs);
        await app._host.StartAsync();
        return app;
    }

    /// <summary>What Buy answers.</summary>
    public async Task<Call> BuyAsync(string userId = "u1", string itemId = "i1", string? key = null, string? traceParent = null)
    {
        var call = Call.Post(JsonSerializer.Serialize(new { userId, itemId, quantity = 1 }));
        if (key is not null) call.Request.Headers["Idempotency-Key"] = key;
        if (traceParent is not null) call.Request.Headers.TraceParent = traceParent;

        var buy = ActivatorUtilities.CreateInstance<Buy>(_host.Services);
        var output = await buy.RunAsync(call.Request, CancellationToken.None);
        Assert.Null(output.Events);
        return await Call.AnsweredByAsync(output.Response);
    }

    /// <summary>What /health/ready answers.</summary>
    public async Task<Call> ReadyAsync()
    {
        var checks = _host.Services.GetRequiredService<HealthCheckService>();
        return await Call.AnsweredByAsync(await Readiness.AnswerAsync(checks, CancellationToken.None));
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
