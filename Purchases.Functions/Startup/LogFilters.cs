using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Startup;

internal static class LogFilters
{
    /// <summary>Logs each invocation that throws, with the whole exception.</summary>
    public const string Invocations = "Microsoft.Azure.Functions.Worker.FunctionsApplication";

    public static void AddLogFilters(this ILoggingBuilder logging)
    {
        // host.json filters lines only after they have been sent to the host, and there would be several for each request.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        // While the store is down, each attempt to record throws. The recorder logs that itself, and the host gets every exception anyway.
        logging.AddFilter(Invocations, LogLevel.Critical);
    }
}
