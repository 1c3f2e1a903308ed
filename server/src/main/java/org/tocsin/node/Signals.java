package org.tocsin.node;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGHUP, where the platform has it. The JDK has no supported way to catch it; its unsupported one is reached by name,
/// so that the compiler need
/// not know it. Without it a node reloads by a restart.
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    static void onHangUp(Runnable reload) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            reload.run();
                        }
                        return null;
                    });
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            Object before = signal.getMethod("handle", signal, handler).invoke(null, hangUp, listener);
            if (handler.getField("SIG_IGN").get(null).equals(before)) {
                // The JVM leaves alone what it was started without.
                log.warn("SIGHUP is ignored, since whoever started this node ignores it, as nohup does:"
                        + " roles.toml and duty.toml are read again by a restart only");
            }
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | NoSuchFieldException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException unavailable) {
            log.warn("SIGHUP is not available here: restart the node to reload its papers");
        }
    }
}
