using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Core.Recording;
using Purchases.Functions.Startup;

namespace Purchases.Tests.Startup;

public sealed class LogFiltersTests : IDisposable
{
    private readonly ILoggerFactory _factory = LoggerFactory.Create(logging =>
    {
        logging.AddProvider(new FakeLoggerProvider());
        logging.AddLogFilters();
    });

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void The_worker_itself_logs_no_failed_attempt_to_record()
    {
        Assert.NotNull(typeof(FunctionContext).Assembly.GetType(LogFilters.Invocations));
        Assert.False(_factory.CreateLogger(LogFilters.Invocations).IsEnabled(LogLevel.Error));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics")]
    [InlineData("System.Net.Http.HttpClient.ApiServer")]
    public void Log_lines_of_single_requests_stay_in_the_worker(string category)
    {
        Assert.False(_factory.CreateLogger(category).IsEnabled(LogLevel.Information));
        Assert.True(_factory.CreateLogger(category).IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void The_recorders_log_lines_are_kept() => Assert.True(_factory.CreateLogger<Recorder>().IsEnabled(LogLevel.Information));
}
