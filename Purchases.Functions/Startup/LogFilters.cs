using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Startup;

internal static class LogFilters
{
    /// <summary>What logs each invocation that throws, with the whole exception.</summary>
    public const string Invocations = "Microsoft.Azure.Functions.Worker.FunctionsApplication";

    public static void AddLogFilters(this ILoggingBuilder logging)
    {
        // host.json filters only what has reached the host. These lines would travel there for every single request.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        // While the store is away each attempt to record throws: the recorder tells of that in lines of its own, and the host hears of
        // every failure anyway.
        logging.AddFilter(Invocations, LogLevel.Critical);
    }
}
