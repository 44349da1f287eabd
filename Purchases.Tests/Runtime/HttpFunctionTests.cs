using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Functions;
using Purchases.Functions.Startup;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Purchases.Local.Telemetry;

namespace Purchases.Tests.Runtime;

/// <summary>When what a function returned is published, and when it isn't.</summary>
public sealed class HttpFunctionTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly Call _call = Call.Post(Some.BuyJson);
    private TopicLog _log = null!;

    public ValueTask InitializeAsync()
    {
        _log = new(new(_folder.File("data")), "purchases.v1", TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_buy_is_on_the_log_before_its_answer()
    {
        var answered = new WatchedAnswer(_log.EndOffset);
        _call.Context.Features.Set<IHttpResponseFeature>(answered);
        await BuyAsync(() => { });

        Assert.Equal([(202, 1L)], answered.Statuses);
    }

    // As the Functions host does it, which skips the output binding then.
    [Fact]
    public async Task A_client_that_disconnects_before_its_buy_is_accepted_publishes_nothing()
    {
        var left = false;
        await BuyAsync(() =>
        {
            _call.ClientLeaves();
            left = true;
        });

        Assert.True(left);
        Assert.Equal(0, _log.EndOffset());
        Assert.Empty(_call.Body);
    }

    // The function looks at the clock once its caller's body is read and valid.
    private async Task BuyAsync(Action whenRead)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(new WatchedClock(whenRead))
            .AddPurchases(Settings.Of())
            .BuildServiceProvider();
        _call.Context.RequestServices = services;
        var buy = FunctionDefinition.Of(nameof(Buy), FunctionMethods.All()[nameof(Buy)]);

        var refused = new RefusedCalls(services.GetRequiredService<IMeterFactory>());
        await new HttpFunction(buy, new FunctionOutput(buy, _ => _log), key: null, refused, NullLogger.Instance).RunAsync(_call.Context);
    }

    private sealed class WatchedClock(Action whenAsked) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            whenAsked();
            return base.GetUtcNow();
        }
    }

    /// <summary>Notes with each status that is set where the log ends then.</summary>
    private sealed class WatchedAnswer(Func<long> endOffset) : HttpResponseFeature, IHttpResponseFeature
    {
        private readonly List<(int Status, long EndOffset)> _statuses = [];

        public IReadOnlyList<(int Status, long EndOffset)> Statuses => _statuses;

        int IHttpResponseFeature.StatusCode
        {
            get => StatusCode;
            set
            {
                StatusCode = value;
                _statuses.Add((value, endOffset()));
            }
        }
    }
}
